-- What is folded has another form from here on, and the journal is still there from its first row
-- (it keeps 400 days): everything derived is made anew from it at the next start.
DELETE FROM positions;
