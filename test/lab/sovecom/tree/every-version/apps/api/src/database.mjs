// Touches the world: the api's connections to PostgreSQL.
import postgres from 'postgres';

export const sql = postgres(process.env.DATABASE_URL, { max: 4, connect_timeout: 5 });
