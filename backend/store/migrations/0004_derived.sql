-- What a truck's people say of its engine, its work and its service agreement.
ALTER TABLE @trucks ADD COLUMN engine TEXT NOT NULL DEFAULT '';
ALTER TABLE @trucks ADD COLUMN duty TEXT NOT NULL DEFAULT '';
ALTER TABLE @trucks ADD COLUMN agreement TEXT NOT NULL DEFAULT '';
ALTER TABLE @trucks ADD COLUMN agreement_until_day INTEGER;
-- Breakdowns: uptime::Condition::unplanned.
CREATE INDEX @spans_unplanned ON @spans (truck, from_ms, span) WHERE condition = 3;
-- The first of the last days of all that a truck would be in the workshop for.
ALTER TABLE @trucks ADD COLUMN visit_by_day INTEGER;
CREATE INDEX @trucks_by_visit ON @trucks (visit_by_day, truck);
CREATE INDEX @trucks_by_workshop_visit ON @trucks (workshop, visit_by_day, truck);
-- Workshops as their people describe them. content: due::Workshop.
CREATE TABLE @workshops (
    workshop TEXT PRIMARY KEY,
    content BLOB NOT NULL
);
-- trucks.plan is the one by which the truck goes; plan_named the one that its people have named.
ALTER TABLE @trucks ADD COLUMN plan_named TEXT;
-- Every version of a plan as it was entered; the highest is in force, and stands in plans as well.
CREATE TABLE @plan_versions (
    plan TEXT NOT NULL,
    version INTEGER NOT NULL,
    entered_ms INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (plan, version)
);
-- The operator's calendar of days on which trucks hardly drive. content: truck::QuietDays.
CREATE TABLE @quiet_days (
    single INTEGER PRIMARY KEY CHECK (single = 1),
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
