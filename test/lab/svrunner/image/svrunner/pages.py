"""The pages a browser gets. None says which release it is, or what the database holds."""


def page(title: str, text: str) -> bytes:
    return f"""<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title}</h1><p>{text}</p></body>
</html>
""".encode()


PAGES = {
    "/": page("SVRunner", "Screens, playlists and assets. A stand-in, not the vendor's server."),
    "/docs": page("SVRunner documentation", "Queries go to /graphql by POST, assets come from /assets/."),
}
