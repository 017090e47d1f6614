-- Mediation looks every second for calls that are over: BYE rows and refused INVITEs, few among the rows of calls in progress.
alter table accounting.acc add key acc_method (method, sip_code);
