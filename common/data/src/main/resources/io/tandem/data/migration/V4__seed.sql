-- What every installation starts with: reseller 1, billing profile 1, the first administrator (password "administrator").

insert into billing.products (id, class, handle, name) values
    (1, 'pstnpeering', 'PSTN_PEERING', 'PSTN Peering'),
    (2, 'sippeering',  'SIP_PEERING',  'SIP Peering'),
    (3, 'reseller',    'VOIP_RESELLER', 'VoIP Reseller'),
    (4, 'sipaccount',  'SIP_ACCOUNT',  'Basic SIP Account'),
    (5, 'pbxaccount',  'PBX_ACCOUNT',  'Cloud PBX Account');

insert into billing.contacts (id, company, email) values (1, 'default', 'default-system@default.invalid');
insert into billing.contracts (id, contact_id, product_id, status, activate_timestamp) values (1, 1, 3, 'active', current_timestamp(6));
insert into billing.resellers (id, contract_id, name, status) values (1, 1, 'default', 'active');
insert into billing.billing_profiles (id, reseller_id, handle, name) values (1, 1, 'default', 'Default Billing Profile');
insert into billing.contracts_billing_profile_network (contract_id, billing_profile_id, base) values (1, 1, 1);

insert into billing.acl_roles (id, role, is_acl) values
    (1, 'system', 0), (2, 'admin', 1), (3, 'reseller', 1), (4, 'ccareadmin', 1), (5, 'ccare', 1), (6, 'lintercept', 1);

insert into billing.admins
    (id, reseller_id, role_id, login, saltedpass, is_master, is_superuser, is_system, call_data, billing_data, lawful_intercept) values
    (1, 1, 1, 'administrator', 'KLmPj3vQz7sXw1TfUbYh9u$JcQ7tTC12lbNSGCuIkOMBx1eYMVoRmq', 1, 1, 1, 1, 1, 0);
