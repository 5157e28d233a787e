-- What a truck's people say of its engine, its work and its service agreement.
ALTER TABLE @trucks ADD COLUMN engine TEXT NOT NULL DEFAULT '';
ALTER TABLE @trucks ADD COLUMN duty TEXT NOT NULL DEFAULT '';
ALTER TABLE @trucks ADD COLUMN agreement TEXT NOT NULL DEFAULT '';
ALTER TABLE @trucks ADD COLUMN agreement_until_day INTEGER;
-- Breakdowns: uptime::Condition::unplanned.
CREATE INDEX @spans_unplanned ON @spans (truck, from_ms, span) WHERE condition = 3;
-- Workshops as their people describe them. content: due::Workshop.
CREATE TABLE @workshops (
    workshop TEXT PRIMARY KEY,
    content BLOB NOT NULL
);
DELETE FROM @customers;
DELETE FROM @plans;
DELETE FROM @day_tick;
DELETE FROM @trucks;
DELETE FROM @ownership;
DELETE FROM @due;
DELETE FROM @episodes;
DELETE FROM @spans;
DELETE FROM @uptime_days;
DELETE FROM @dossiers;
DELETE FROM @meter_days;
DELETE FROM @meter_scores;
