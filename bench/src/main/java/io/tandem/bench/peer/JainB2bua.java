package io.tandem.bench.peer;

import java.text.ParseException;
import java.util.Iterator;
import java.util.List;
import java.util.Properties;
import java.util.Random;

import javax.sip.ClientTransaction;
import javax.sip.Dialog;
import javax.sip.DialogTerminatedEvent;
import javax.sip.IOExceptionEvent;
import javax.sip.InvalidArgumentException;
import javax.sip.ListeningPoint;
import javax.sip.RequestEvent;
import javax.sip.ResponseEvent;
import javax.sip.ServerTransaction;
import javax.sip.SipException;
import javax.sip.SipListener;
import javax.sip.SipProvider;
import javax.sip.TimeoutEvent;
import javax.sip.TransactionTerminatedEvent;
import javax.sip.address.Address;
import javax.sip.address.AddressFactory;
import javax.sip.address.SipURI;
import javax.sip.header.ContactHeader;
import javax.sip.header.ContentTypeHeader;
import javax.sip.header.FromHeader;
import javax.sip.header.Header;
import javax.sip.header.HeaderFactory;
import javax.sip.header.ToHeader;
import javax.sip.header.ViaHeader;
import javax.sip.message.MessageFactory;
import javax.sip.message.Request;
import javax.sip.message.Response;

import gov.nist.javax.sip.SipStackImpl;
import gov.nist.javax.sip.address.AddressFactoryImpl;
import gov.nist.javax.sip.header.HeaderFactoryImpl;
import gov.nist.javax.sip.message.MessageFactoryImpl;

/**
 * A back-to-back user agent on the whole JAIN-SIP stack, written the ordinary way: its transactions, its automatic dialogs, its factories. Takes the
 * calls that Tandem's B2BUA takes and sends them to where {@code P-Proxy-Uri} says. Only INVITE, ACK and BYE of calls that go well: what the peer of
 * a measurement needs. The stack's threads.
 */
public final class JainB2bua implements SipListener {
    private static final String NEXT_HOP = "P-Proxy-Uri";
    private static final List<String> CARRIED = List.of("Allow", "Supported", "User-Agent", "Subject");

    private final HeaderFactory headers = new HeaderFactoryImpl();
    private final AddressFactory addresses = new AddressFactoryImpl();
    private final MessageFactory messages = new MessageFactoryImpl();
    private final Random random = new Random();
    private final SipProvider provider;
    private final ContactHeader contact;
    private final String host;
    private final int port;

    /** One half of a call, on its dialog and on its client transaction.
     * @param incoming the caller's INVITE */
    private record Half(Dialog other, ServerTransaction incoming) {}

    private JainB2bua(String host, int port) throws Exception {
        this.host = host;
        this.port = port;
        SipStackImpl stack = new SipStackImpl(properties());
        provider = stack.createSipProvider(stack.createListeningPoint(host, port, ListeningPoint.UDP));
        provider.addSipListener(this);
        SipURI self = addresses.createSipURI("b2bua", host);
        self.setPort(port);
        contact = headers.createContactHeader(addresses.createAddress(self));
        stack.start();
    }

    /** @param arguments address and port to listen on */
    public static void main(String[] arguments) throws Exception {
        JainB2bua b2bua = new JainB2bua(arguments[0], Integer.parseInt(arguments[1]));
        System.out.println("ready on " + b2bua.host + ":" + b2bua.port);
    }

    /** As fast as it gets: two threads, buffers of a message's size, no audit, transactions that let go of their messages. */
    private static Properties properties() {
        Properties wanted = new Properties();
        wanted.setProperty("javax.sip.STACK_NAME", "jain-b2bua");
        wanted.setProperty("javax.sip.AUTOMATIC_DIALOG_SUPPORT", "on");
        wanted.setProperty("gov.nist.javax.sip.IS_BACK_TO_BACK_USER_AGENT", "true");
        wanted.setProperty("gov.nist.javax.sip.AUTOMATIC_DIALOG_ERROR_HANDLING", "false");
        wanted.setProperty("gov.nist.javax.sip.TRACE_LEVEL", "OFF");
        wanted.setProperty("gov.nist.javax.sip.STACK_LOGGER", "io.tandem.testkit.phone.stack.Slf4jStackLogger");
        wanted.setProperty("gov.nist.javax.sip.SERVER_LOGGER", "io.tandem.testkit.phone.stack.LadderLogger");
        wanted.setProperty("gov.nist.javax.sip.REENTRANT_LISTENER", "true");
        wanted.setProperty("gov.nist.javax.sip.THREAD_POOL_SIZE", "2");
        wanted.setProperty("gov.nist.javax.sip.THREAD_AUDIT_INTERVAL_IN_MILLISECS", "0");
        wanted.setProperty("gov.nist.javax.sip.MAX_MESSAGE_SIZE", "8192");
        wanted.setProperty("gov.nist.javax.sip.RECEIVE_UDP_BUFFER_SIZE", "4194304");
        wanted.setProperty("gov.nist.javax.sip.SEND_UDP_BUFFER_SIZE", "4194304");
        wanted.setProperty("gov.nist.javax.sip.AGGRESSIVE_CLEANUP", "true");
        wanted.setProperty("gov.nist.javax.sip.MAX_SERVER_TRANSACTIONS", "2000000");
        wanted.setProperty("gov.nist.javax.sip.MAX_CLIENT_TRANSACTIONS", "2000000");
        return wanted;
    }

    @Override
    public void processRequest(RequestEvent event) {
        try {
            Request request = event.getRequest();
            switch (request.getMethod()) {
                case Request.INVITE -> invited(request);
                case Request.ACK -> acknowledged(event.getDialog());
                case Request.BYE -> hungUp(event.getServerTransaction(), event.getDialog());
                default -> provider.getNewServerTransaction(request).sendResponse(messages.createResponse(Response.METHOD_NOT_ALLOWED, request));
            }
        } catch (SipException | ParseException | InvalidArgumentException e) {
            e.printStackTrace();
        }
    }

    private void invited(Request invite) throws SipException, ParseException, InvalidArgumentException {
        ServerTransaction incoming = provider.getNewServerTransaction(invite);
        incoming.sendResponse(messages.createResponse(Response.TRYING, invite));
        ClientTransaction outgoing = provider.getNewClientTransaction(onward(invite));
        outgoing.getDialog().setApplicationData(new Half(incoming.getDialog(), incoming));
        incoming.getDialog().setApplicationData(new Half(outgoing.getDialog(), incoming));
        outgoing.setApplicationData(new Half(incoming.getDialog(), incoming));
        outgoing.sendRequest();
    }

    private Request onward(Request invite) throws ParseException, InvalidArgumentException {
        FromHeader from = headers.createFromHeader((Address) ((FromHeader) invite.getHeader(FromHeader.NAME)).getAddress().clone(), token());
        ToHeader to = headers.createToHeader((Address) ((ToHeader) invite.getHeader(ToHeader.NAME)).getAddress().clone(), null);
        ViaHeader via = headers.createViaHeader(host, port, ListeningPoint.UDP, null);
        Request onward = messages.createRequest(addresses.createURI(invite.getRequestURI().toString()), Request.INVITE, provider.getNewCallId(),
                headers.createCSeqHeader(1L, Request.INVITE), from, to, List.of(via), headers.createMaxForwardsHeader(70));
        SipURI hop = (SipURI) addresses.createURI(nextHop(invite));
        hop.setLrParam();
        onward.addHeader(headers.createRouteHeader(addresses.createAddress(hop)));
        onward.addHeader((Header) contact.clone());
        for (String name : CARRIED) {
            for (Iterator<?> all = invite.getHeaders(name); all.hasNext();) {
                onward.addHeader((Header) ((Header) all.next()).clone());
            }
        }
        carryBody(invite.getRawContent(), (ContentTypeHeader) invite.getHeader(ContentTypeHeader.NAME), onward);
        return onward;
    }

    private static String nextHop(Request invite) {
        String line = invite.getHeader(NEXT_HOP).toString();
        return line.substring(line.indexOf(':') + 1).strip();
    }

    private static void carryBody(byte[] body, ContentTypeHeader type, javax.sip.message.Message message) throws ParseException {
        if (body != null && body.length > 0) {
            message.setContent(body, type);
        }
    }

    private String token() {
        return Long.toHexString(random.nextLong());
    }

    private static void acknowledged(Dialog caller) throws SipException, InvalidArgumentException {
        Dialog callee = ((Half) caller.getApplicationData()).other();
        callee.sendAck(callee.createAck(1L));
    }

    private void hungUp(ServerTransaction bye, Dialog dialog) throws SipException, ParseException, InvalidArgumentException {
        bye.sendResponse(messages.createResponse(Response.OK, bye.getRequest()));
        Dialog other = ((Half) dialog.getApplicationData()).other();
        other.sendRequest(provider.getNewClientTransaction(other.createRequest(Request.BYE)));
    }

    @Override
    public void processResponse(ResponseEvent event) {
        Response response = event.getResponse();
        if (response.getStatusCode() == Response.TRYING || event.getClientTransaction() == null
                || !(event.getClientTransaction().getApplicationData() instanceof Half half)) {
            return;
        }
        try {
            Response onward = messages.createResponse(response.getStatusCode(), half.incoming().getRequest());
            ToHeader to = (ToHeader) onward.getHeader(ToHeader.NAME);
            to.setTag(half.other().getLocalTag() == null ? token() : half.other().getLocalTag());
            onward.addHeader((Header) contact.clone());
            carryBody(response.getRawContent(), (ContentTypeHeader) response.getHeader(ContentTypeHeader.NAME), onward);
            half.incoming().sendResponse(onward);
        } catch (SipException | ParseException | InvalidArgumentException e) {
            e.printStackTrace();
        }
    }

    @Override
    public void processTimeout(TimeoutEvent event) {
        System.err.println("timeout of " + event);
    }

    @Override
    public void processIOException(IOExceptionEvent event) {
        System.err.println("cannot send to " + event.getHost() + ":" + event.getPort());
    }

    @Override
    public void processTransactionTerminated(TransactionTerminatedEvent event) {
        // nothing is kept of it here
    }

    @Override
    public void processDialogTerminated(DialogTerminatedEvent event) {
        // nothing is kept of it here
    }
}
