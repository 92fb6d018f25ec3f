-- About :rows rows, spread over the tables. Two customers have one address in different letters.
INSERT INTO tenants (slug, name) VALUES ('default', 'Default Store');
INSERT INTO users (email, name) VALUES ('owner@example.invalid', 'Owner');
INSERT INTO products (sku, name, price, stock)
SELECT format('SKU-%s', n), format('Lantern %s', n), 500 + n % 9000, n % 50
FROM generate_series(1, greatest(5, :rows / 10)) n;
INSERT INTO customers (email, name)
SELECT format('customer%s@example.invalid', n), format('Ünal O''Brien %s', n)
FROM generate_series(1, greatest(5, :rows / 10)) n;
INSERT INTO customers (email, name) VALUES ('Customer1@example.invalid', 'Ünal O''Brien 1');
INSERT INTO orders (customer_id, status, total, customer_note)
SELECT 1 + n % greatest(5, :rows / 10), 'paid', 500 + n, CASE n % 3 WHEN 0 THEN format('Ring bell %s', n) END
FROM generate_series(1, greatest(9, :rows * 3 / 10)) n;
INSERT INTO order_items (order_id, product_id, quantity, price)
SELECT id, 1 + id % greatest(5, :rows / 10), 1, total FROM orders;
INSERT INTO invoices (order_id, invoice_number, buyer, total)
SELECT id, format('INV-%s', lpad(id::text, 6, '0')), format('Buyer %s', customer_id), total
FROM orders WHERE id <= greatest(5, :rows / 5) ORDER BY id;
UPDATE invoice_counters SET last = (SELECT count(*) FROM invoices);
