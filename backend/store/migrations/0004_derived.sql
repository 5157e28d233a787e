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
-- Recalls, and the last word about each VIN. content: due::Recall.
CREATE TABLE @recalls (
    recall TEXT PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    content BLOB NOT NULL
);
CREATE TABLE @recall_vins (
    vin TEXT NOT NULL,
    recall TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    listing INTEGER NOT NULL,
    PRIMARY KEY (vin, recall)
);
CREATE INDEX @trucks_by_vin ON @trucks (UPPER(TRIM(vin)));
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
-- What the due list looks for and goes by, none of it hanging on today. rank_day: p50_day, or a day
-- that never comes where there is none. *_day: due::StateDays; basis: due::Basis. handicap: the points by
-- which a row stands behind the best of its rank_day, less is first; merit: what of them is not the
-- customer's tier. See due/list/ranking.
DROP INDEX @due_by_day;
DROP INDEX @due_by_customer;
ALTER TABLE @due ADD COLUMN workshop TEXT NOT NULL DEFAULT '';
ALTER TABLE @due ADD COLUMN rank_day INTEGER NOT NULL DEFAULT 0;
ALTER TABLE @due ADD COLUMN basis INTEGER NOT NULL DEFAULT 0;
ALTER TABLE @due ADD COLUMN merit INTEGER NOT NULL DEFAULT 0;
ALTER TABLE @due ADD COLUMN handicap INTEGER NOT NULL DEFAULT 0;
ALTER TABLE @due ADD COLUMN limiting INTEGER NOT NULL DEFAULT 0;
ALTER TABLE @due ADD COLUMN is_reached INTEGER NOT NULL DEFAULT 0;
ALTER TABLE @due ADD COLUMN calendar_day INTEGER;
ALTER TABLE @due ADD COLUMN known_until_day INTEGER;
ALTER TABLE @due ADD COLUMN overdue_from_day INTEGER;
ALTER TABLE @due ADD COLUMN labour_minutes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE @due ADD COLUMN is_never_done INTEGER NOT NULL DEFAULT 0;
ALTER TABLE @due ADD COLUMN counter_disagrees INTEGER NOT NULL DEFAULT 0;
CREATE INDEX @due_by_rank ON @due (basis, rank_day, handicap, truck, item);
CREATE INDEX @due_by_workshop ON @due (workshop, basis, rank_day, handicap, truck, item,
    labour_minutes);
CREATE INDEX @due_by_customer ON @due (customer, basis, rank_day, handicap, truck, item);
-- What somebody has to look at.
CREATE INDEX @due_stale ON @due (truck, item) WHERE basis = 1;
CREATE INDEX @due_never_done ON @due (truck, item) WHERE is_never_done = 1;
CREATE INDEX @due_disagreeing ON @due (truck, item) WHERE counter_disagrees = 1;
CREATE INDEX @trucks_without_plan ON @trucks (truck) WHERE plan IS NULL;
CREATE INDEX @trucks_without_delivery ON @trucks (truck) WHERE delivered_day IS NULL;
CREATE INDEX @trucks_of_another_vin ON @trucks (truck) WHERE bus_vin <> vin;
-- What was done, beside the target that held for it: due::JudgedCompletion.
CREATE TABLE @completions (
    bucket INTEGER NOT NULL,
    truck TEXT NOT NULL,
    item TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    workshop TEXT NOT NULL,
    verdict INTEGER NOT NULL,
    criterion INTEGER NOT NULL,
    off_permille INTEGER,
    off_days INTEGER,
    is_void INTEGER NOT NULL,
    PRIMARY KEY (bucket, truck, item, at_ms)
);
CREATE INDEX @completions_by_time ON @completions (at_ms, truck, item);
