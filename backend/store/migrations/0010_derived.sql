-- What speaks of whether a truck was able to work: uptime::Evidence, each under its own name. Which of
-- them holds is worked out when it is read. open: it goes on after to_ms. said: what a correction says.
DROP TABLE @spans;
DROP TABLE @uptime_days;
CREATE TABLE @evidence (
    bucket INTEGER NOT NULL,
    truck TEXT NOT NULL,
    source INTEGER NOT NULL,
    ref TEXT NOT NULL,
    from_ms INTEGER NOT NULL,
    to_ms INTEGER NOT NULL,
    is_open INTEGER NOT NULL,
    said INTEGER NOT NULL,
    entered_ms INTEGER NOT NULL,
    said_by TEXT NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (bucket, truck, source, ref, from_ms)
);
-- 3 and 4: a fault that stops the truck, and a breakdown.
CREATE INDEX @evidence_unplanned ON @evidence (truck, from_ms) WHERE source IN (3, 4);
-- When a truck is meant to work: uptime::OperatingHours. whose: 0 of all, 1 of a segment, 2 of a truck.
CREATE TABLE @operating_hours (
    whose INTEGER NOT NULL,
    name TEXT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (whose, name)
);
-- What is aimed at in a segment, or in all others: uptime::Targets.
CREATE TABLE @uptime_targets (
    segment TEXT PRIMARY KEY,
    content BLOB NOT NULL
);
DELETE FROM @customers;
DELETE FROM @workshops;
DELETE FROM @plans;
DELETE FROM @plan_versions;
DELETE FROM @recalls;
DELETE FROM @recall_vins;
DELETE FROM @fault_words;
DELETE FROM @day_tick;
DELETE FROM @quiet_days;
DELETE FROM @trucks;
DELETE FROM @ownership;
DELETE FROM @due;
DELETE FROM @episodes;
DELETE FROM @meter_days;
DELETE FROM @meter_scores;
DELETE FROM @completions;
DELETE FROM @rule_sets;
DELETE FROM @sla_policies;
DELETE FROM @cases;
DELETE FROM @case_escalations;
DELETE FROM @dossiers;
DELETE FROM @papers;
DELETE FROM @visit_answers;
