-- Groups of one priority of which the one that charges least for the call is tried first.
alter table provisioning.voip_peer_groups add column least_cost boolean not null default 0;
