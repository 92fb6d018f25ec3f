/**
 * Bytes on the disk that a load into a new cluster takes, an estimate: rows and keys, the write-ahead log of the
 * load (PostgreSQL lets it grow to max_wal_size, 1 GiB by default), and the cluster itself.
 * @param rows bytes of all that is loaded, as it lies in the original
 */
export const loadSize = (rows: number): number => rows * 1.2 + Math.min(rows, 1024 ** 3) + 64 * 1024 ** 2;
