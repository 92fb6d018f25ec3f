// Stands in for react-devtools-core, which Ink only loads when developing.
export default undefined;
