-- Recipients of one directive stand side by side and rise together: accepted, delivered, opened. With room for a second
-- version of each row on its page, a rise touches no index.
alter table recipient set (fillfactor = 55);
