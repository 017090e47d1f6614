-- Their values are names in the configuration of load balancer and media relay, which this schema does not know.
update provisioning.voip_preferences set data_type = 'string' where attribute in ('outbound_socket', 'rtp_interface');
