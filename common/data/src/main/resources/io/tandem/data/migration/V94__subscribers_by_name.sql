-- A page of subscribers in the order of their names is read along this key instead of being sorted from all of them.
alter table billing.voip_subscribers add key voip_subscribers_username (username);
