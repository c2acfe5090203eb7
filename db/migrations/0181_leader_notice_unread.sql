-- Home asks at every look which reports the reader has not seen yet.
create index leader_notice_unread on leader_notice (staff_id) where read_at is null;
