// Touches the world: products and orders in the database.
import { sql } from './database.mjs';

/** The first products of the shop; prices in cents. */
export const products = () => sql`SELECT sku, name, price::int FROM products ORDER BY id LIMIT 5`;

/** Makes a paid order of one product, and the invoice with the next number. */
export async function placeOrder({ sku, email }) {
	return sql.begin(async (transaction) => {
		const [product] = await transaction`SELECT id, price FROM products WHERE sku = ${sku}`;
		if (product === undefined) throw new Error(`There is no product ${sku}.`);
		const [customer] = await transaction`
			INSERT INTO customers (email, name) VALUES (${email}, ${email})
			ON CONFLICT (email) DO UPDATE SET email = excluded.email RETURNING id`;
		const [order] = await transaction`
			INSERT INTO orders (customer_id, status, total) VALUES (${customer.id}, 'paid', ${product.price}) RETURNING id`;
		await transaction`
			INSERT INTO order_items (order_id, product_id, quantity, price) VALUES (${order.id}, ${product.id}, 1, ${product.price})`;
		const [counter] = await transaction`UPDATE invoice_counters SET last = last + 1 RETURNING last::int`;
		const invoice = `INV-${String(counter.last).padStart(6, '0')}`;
		await transaction`
			INSERT INTO invoices (order_id, invoice_number, buyer, total) VALUES (${order.id}, ${invoice}, ${email}, ${product.price})`;
		return { order: Number(order.id), invoice };
	});
}
