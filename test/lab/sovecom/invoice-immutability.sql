-- Written by hand: drizzle-kit generates no triggers. The way back from here is the dump.
-- An invoice is never deleted, and once issued only its PDF may be noted, once.
CREATE FUNCTION "invoices_immutability_guard"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'DELETE' THEN
		RAISE EXCEPTION 'invoices are immutable: DELETE is forbidden (id=%)', OLD.id
			USING ERRCODE = 'restrict_violation';
	END IF;

	IF OLD.storage_key IS NULL AND NEW.storage_key IS NOT NULL
		AND to_jsonb(NEW) - 'storage_key' = to_jsonb(OLD) - 'storage_key' THEN
		RETURN NEW;
	END IF;

	RAISE EXCEPTION 'invoices are immutable: UPDATE is forbidden once issued (id=%)', OLD.id
		USING ERRCODE = 'restrict_violation';
END;
$$;
--> statement-breakpoint
CREATE TRIGGER "invoices_immutability_trg" BEFORE UPDATE OR DELETE ON "invoices"
	FOR EACH ROW EXECUTE FUNCTION "invoices_immutability_guard"();
