-- Indexes for the filters and pages of the REST API.
alter table billing.voip_subscribers
    add key voip_subscribers_status (status),
    add key voip_subscribers_domain_status (domain_id, status),
    add key voip_subscribers_contract_status (contract_id, status);

alter table provisioning.voip_subscribers add key voip_subscribers_extension (pbx_extension);

-- A number as it is dialled.
alter table billing.voip_numbers
    add column digits varchar(64) character set utf8mb4 collate utf8mb4_bin generated always as (concat(cc, ac, sn)) stored,
    add key voip_numbers_digits (digits);

alter table billing.contracts add key contracts_status (status);

alter table billing.journals add key journals_timestamp (timestamp);

alter table accounting.cdr
    add key cdr_source_user (source_user),
    add key cdr_destination_user (destination_user),
    add key cdr_source_cli (source_cli),
    add key cdr_destination_user_in (destination_user_in),
    add key cdr_destination_user_dialed (destination_user_dialed),
    add key cdr_call_type (call_type),
    add key cdr_call_status (call_status);
