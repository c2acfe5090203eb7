-- A borrower reads the name of the account that is lent to it, although the account stands above its part of the tree.
create function loa_account_name(account bigint) returns text language sql stable security definer parallel safe
  set search_path = public
  begin atomic
    select a.name from channel_account a where a.id = account;
  end;
