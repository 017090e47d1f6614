package io.tandem.b2bua.session;

import io.tandem.b2bua.message.LegProperties;
import io.tandem.b2bua.message.Messages;
import io.tandem.b2bua.message.Tokens;
import io.tandem.b2bua.outlet.Outlet;
import io.tandem.b2bua.replica.CallReplica;

/** What every call needs. */
public record CallContext(Outlet outlet, Messages messages, Tokens tokens, CallTable table, TransferProperties transfers,
                          LegProperties legs, CallReplica replica) {}
