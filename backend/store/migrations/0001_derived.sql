-- What follows from the journal and from nothing else; `rebuild` makes it again. Every table stands
-- twice: by its name, and as base_NAME as it was where the kept part of the journal begins (@ is
-- replaced by each). Enumerations are the numbers of their types, *_bits the bytes as sent.

CREATE TABLE @customers (
    customer TEXT PRIMARY KEY,
    dealer TEXT NOT NULL,
    name TEXT NOT NULL,
    contact TEXT NOT NULL,
    phone TEXT NOT NULL,
    language TEXT NOT NULL,
    tier INTEGER NOT NULL
);
CREATE INDEX @customers_by_dealer ON @customers (dealer, customer);

-- What all trucks share: the plans, and the last day tick.
CREATE TABLE @plans (
    plan TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    content BLOB NOT NULL
);
CREATE TABLE @day_tick (
    single INTEGER PRIMARY KEY CHECK (single = 1),
    day INTEGER NOT NULL,
    content BLOB NOT NULL
);

-- One row a truck that was ever heard or entered. customer: the present owner. The readings are as
-- the followed instrument shows them. *_pace: what the truck adds to the fleet's cold-start rates.
CREATE TABLE @trucks (
    bucket INTEGER NOT NULL,
    truck TEXT NOT NULL,
    is_entered INTEGER NOT NULL,
    vin TEXT NOT NULL,
    bus_vin TEXT,
    plate TEXT NOT NULL,
    model TEXT NOT NULL,
    segment TEXT NOT NULL,
    workshop TEXT NOT NULL,
    plan TEXT,
    delivered_day INTEGER,
    customer TEXT,
    odometer_m INTEGER,
    odometer_read_ms INTEGER,
    engine_time_s INTEGER,
    engine_time_read_ms INTEGER,
    fuel_used_ml INTEGER,
    fuel_used_read_ms INTEGER,
    heard_ms INTEGER,
    odometer_pace DOUBLE PRECISION,
    engine_time_pace DOUBLE PRECISION,
    fuel_used_pace DOUBLE PRECISION,
    PRIMARY KEY (bucket, truck)
);
CREATE INDEX @trucks_by_name ON @trucks (truck);
CREATE INDEX @trucks_by_customer ON @trucks (customer, truck);
CREATE INDEX @trucks_by_plan ON @trucks (plan, bucket, truck);

CREATE TABLE @ownership (
    bucket INTEGER NOT NULL,
    truck TEXT NOT NULL,
    from_ms INTEGER NOT NULL,
    to_ms INTEGER,
    customer TEXT,
    PRIMARY KEY (bucket, truck, from_ms)
);
CREATE INDEX @ownership_by_customer ON @ownership (customer, truck);

-- content: due::DueRow. p50_day is absent where nobody can say when.
CREATE TABLE @due (
    bucket INTEGER NOT NULL,
    truck TEXT NOT NULL,
    item TEXT NOT NULL,
    customer TEXT,
    p50_day INTEGER,
    content BLOB NOT NULL,
    PRIMARY KEY (bucket, truck, item)
);
CREATE INDEX @due_by_day ON @due (p50_day, truck, item);
CREATE INDEX @due_by_customer ON @due (customer, p50_day);

CREATE TABLE @episodes (
    bucket INTEGER NOT NULL,
    truck TEXT NOT NULL,
    episode INTEGER NOT NULL,
    source_address INTEGER NOT NULL,
    spn INTEGER NOT NULL,
    fmi INTEGER NOT NULL,
    state INTEGER NOT NULL,
    opened_ms INTEGER NOT NULL,
    opened_quality INTEGER NOT NULL,
    seen_ms INTEGER NOT NULL,
    closed_ms INTEGER,
    close_reason INTEGER NOT NULL,
    occurrences INTEGER NOT NULL,
    flaps INTEGER NOT NULL,
    conversion_method INTEGER NOT NULL,
    lamp_bits INTEGER NOT NULL,
    flash_bits INTEGER NOT NULL,
    odometer_m INTEGER,
    action INTEGER NOT NULL,
    rules INTEGER NOT NULL,
    stop_now_since_ms INTEGER,
    PRIMARY KEY (bucket, truck, episode)
);
-- One open episode a fault, whatever the program believes.
CREATE UNIQUE INDEX @episodes_open ON @episodes (bucket, truck, source_address, spn, fmi)
    WHERE state < 2;
CREATE INDEX @episodes_by_action ON @episodes (action, opened_ms) WHERE state < 2;
CREATE INDEX @episodes_by_closing ON @episodes (closed_ms, truck, episode) WHERE state = 2;

CREATE TABLE @spans (
    bucket INTEGER NOT NULL,
    truck TEXT NOT NULL,
    span INTEGER NOT NULL,
    from_ms INTEGER NOT NULL,
    to_ms INTEGER NOT NULL,
    condition INTEGER NOT NULL,
    episode INTEGER,
    PRIMARY KEY (bucket, truck, span)
);

CREATE TABLE @uptime_days (
    bucket INTEGER NOT NULL,
    truck TEXT NOT NULL,
    day INTEGER NOT NULL,
    up_s INTEGER NOT NULL,
    planned_s INTEGER NOT NULL,
    unplanned_s INTEGER NOT NULL,
    unknown_s INTEGER NOT NULL,
    PRIMARY KEY (bucket, truck, day)
);

-- All that is folded for one truck, up to its position.
CREATE TABLE @dossiers (
    bucket INTEGER NOT NULL,
    truck TEXT NOT NULL,
    position INTEGER NOT NULL,
    customer TEXT,
    version INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (bucket, truck)
);
