-- Evidence of uptime has another form from here on: everything derived is made anew from the journal at
-- the next start (it keeps 400 days, and none are that old yet).
DELETE FROM positions;
