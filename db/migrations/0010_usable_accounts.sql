-- The channel accounts through which a federation may speak: its own, and those of the tiers above it. A scoped reader
-- cannot see rows of the tier above, yet its counts must agree with what the dispatcher will do: hence the definer's
-- rights, and only the columns that say nothing about anybody.
create function loa_usable_accounts(federation bigint)
  returns table (account_id bigint, channel text, rank smallint)
  language sql stable security definer parallel safe rows 4
  set search_path = public
  begin atomic
    select a.id, a.channel, a.rank
    from channel_account a
    join unit owner on owner.id = a.owner_unit_id
    join unit home on home.id = federation
    where a.enabled and owner.path @> home.path;
  end;
