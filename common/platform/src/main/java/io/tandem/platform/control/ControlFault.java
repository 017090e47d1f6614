package io.tandem.platform.control;

/** A command was refused or failed: a fault of XML-RPC, an error of JSON-RPC. The text goes to the operator. */
public final class ControlFault extends Exception {
    private static final long serialVersionUID = 1L;

    /** No such command (the number JSON-RPC gives it). */
    public static final int NO_SUCH_METHOD = -32601;
    /** The request is no call. */
    public static final int NO_CALL = -32600;
    /** The request cannot be read. */
    public static final int UNREADABLE = -32700;

    private final int code;

    public ControlFault(int code, String text) {
        super(text, null, false, false);
        this.code = code;
    }

    /** The parameters are wrong; Kamailio's 400. */
    public static ControlFault badRequest(String text) {
        return new ControlFault(400, text);
    }

    /** What the command is about does not exist; Kamailio's 404. */
    public static ControlFault notFound(String text) {
        return new ControlFault(404, text);
    }

    /** The command failed; Kamailio's 500. */
    public static ControlFault failed(String text) {
        return new ControlFault(500, text);
    }

    public int code() {
        return code;
    }

    public String text() {
        return String.valueOf(getMessage());
    }
}
