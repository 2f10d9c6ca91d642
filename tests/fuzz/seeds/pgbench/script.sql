\set aid random(1, 100000 * :scale)
\set z random_zipfian(1, 100, 1.07)
BEGIN;
UPDATE accounts SET balance = balance + :z WHERE aid = :aid; -- 'text :no'
SELECT balance FROM accounts WHERE aid = :aid;
END;
