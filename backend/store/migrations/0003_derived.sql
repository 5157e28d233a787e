-- What is kept of a settled day's readings of one kind: the meter is folded again from these rows
-- when something of that day comes late. content: truck::ReadingsOfDay.
CREATE TABLE @meter_days (
    bucket INTEGER NOT NULL,
    truck TEXT NOT NULL,
    kind INTEGER NOT NULL,
    day INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (bucket, truck, kind, day)
);
-- How good our predictions of a meter were, and what it teaches the fleet. content:
-- due::Scorecard.
CREATE TABLE @meter_scores (
    bucket INTEGER NOT NULL,
    truck TEXT NOT NULL,
    kind INTEGER NOT NULL,
    silent_minutes INTEGER NOT NULL,
    driven_minutes INTEGER NOT NULL,
    settled INTEGER NOT NULL,
    early INTEGER NOT NULL,
    late INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (bucket, truck, kind)
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
