-- What a box forecasts of a lane's buffer, seconds; NULL: it does not say.
ALTER TABLE outboxes ADD COLUMN holds_s INTEGER;
ALTER TABLE outboxes ADD COLUMN full_in_s INTEGER;
