package io.tandem.relay.kernel.nft;

/** nftables refused a command; the message is its own. */
final class NftException extends Exception {
    private static final long serialVersionUID = 1L;

    NftException(String message) {
        super(message);
    }
}
