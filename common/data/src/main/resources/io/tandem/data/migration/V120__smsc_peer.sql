-- What smsc_peer of a domain may be: the name of the peering server that takes text messages to numbers elsewhere.
insert into provisioning.voip_preferences_enum
    (preference_id, label, value, usr_pref, prof_pref, dom_pref, peer_pref, contract_pref, contract_location_pref, reseller_pref, default_val)
    select id, 'default_smsc', 'default_smsc', 0, 0, 1, 0, 0, 0, 0, 0 from provisioning.voip_preferences where attribute = 'smsc_peer';
