-- Any other system as a channel: it takes signed posts and knows its people by addresses of its own.

alter table channel_account drop constraint channel_account_channel_check,
  add constraint channel_account_channel_check check (channel in ('zalo', 'sms', 'email', 'telegram', 'webhook'));
alter table delivery drop constraint delivery_channel_check,
  add constraint delivery_channel_check check (channel in ('zalo', 'sms', 'email', 'telegram', 'webhook'));
alter table consent drop constraint consent_channel_check,
  add constraint consent_channel_check check (channel in ('zalo', 'sms', 'email', 'telegram', 'webhook'));
alter table objection drop constraint objection_channel_check,
  add constraint objection_channel_check check (channel in ('zalo', 'sms', 'email', 'telegram', 'webhook'));
alter table contact_point drop constraint contact_point_channel_check, drop constraint contact_point_account,
  add constraint contact_point_channel_check check (channel in ('zalo', 'sms', 'email', 'telegram', 'webhook', 'phone')),
  add constraint contact_point_account check (account_id is null or channel in ('zalo', 'telegram', 'webhook'));
