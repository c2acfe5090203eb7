-- A person may have several numbers on one channel. When the first failed for good, the next is tried before the person
-- counts as failed: the same message once for each address, no longer once for each channel.
alter table delivery drop constraint delivery_recipient_id_purpose_purpose_ref_channel_key;
create unique index delivery_once on delivery (recipient_id, purpose, purpose_ref, channel, contact_point_id) nulls not distinct;

-- A provider that drops a repeated request does so for a while (an SMS gateway for a day). Set when a request that may have
-- been taken is queued again; the same request is not sent after this.
alter table delivery add column repeat_until timestamptz;
