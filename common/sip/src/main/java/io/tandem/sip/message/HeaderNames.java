package io.tandem.sip.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import io.tandem.sip.bytes.Bytes;

/** Header names as they are written, their compact forms (RFC 3261 §7.3.3 and the IANA register) and which of them are lists. */
public final class HeaderNames {
    public static final String VIA = "Via";
    public static final String ROUTE = "Route";
    public static final String RECORD_ROUTE = "Record-Route";
    public static final String PATH = "Path";
    public static final String SERVICE_ROUTE = "Service-Route";
    public static final String MAX_FORWARDS = "Max-Forwards";
    public static final String FROM = "From";
    public static final String TO = "To";
    public static final String CALL_ID = "Call-ID";
    public static final String CSEQ = "CSeq";
    public static final String CONTACT = "Contact";
    public static final String EXPIRES = "Expires";
    public static final String MIN_EXPIRES = "Min-Expires";
    public static final String CONTENT_TYPE = "Content-Type";
    public static final String CONTENT_LENGTH = "Content-Length";
    public static final String AUTHORIZATION = "Authorization";
    public static final String PROXY_AUTHORIZATION = "Proxy-Authorization";
    public static final String WWW_AUTHENTICATE = "WWW-Authenticate";
    public static final String PROXY_AUTHENTICATE = "Proxy-Authenticate";
    public static final String ALLOW = "Allow";
    public static final String SUPPORTED = "Supported";
    public static final String REQUIRE = "Require";
    public static final String PROXY_REQUIRE = "Proxy-Require";
    public static final String UNSUPPORTED = "Unsupported";
    public static final String USER_AGENT = "User-Agent";
    public static final String SERVER = "Server";
    public static final String REASON = "Reason";
    public static final String RETRY_AFTER = "Retry-After";
    public static final String TIMESTAMP = "Timestamp";
    public static final String EVENT = "Event";
    public static final String P_ASSERTED_IDENTITY = "P-Asserted-Identity";
    public static final String P_PREFERRED_IDENTITY = "P-Preferred-Identity";
    public static final String PRIVACY = "Privacy";

    private static final String[] COMPACT = compactForms();
    private static final int[] COMPACT_HASHES = Arrays.stream(COMPACT).mapToInt(HeaderNames::hashOfLong).toArray();
    private static final int[] LIST_HASHES = Arrays.stream(new String[] {
        VIA, ROUTE, RECORD_ROUTE, PATH, SERVICE_ROUTE, CONTACT, "Accept", "Accept-Encoding", "Accept-Language", "Accept-Contact",
        "Reject-Contact", "Request-Disposition", "Alert-Info", ALLOW, "Allow-Events", "Call-Info", "Content-Encoding", "Content-Language",
        "Error-Info", "In-Reply-To", PROXY_REQUIRE, REASON, REQUIRE, SUPPORTED, UNSUPPORTED, "Warning", P_ASSERTED_IDENTITY,
        P_PREFERRED_IDENTITY, "P-Associated-URI", "Diversion", "History-Info", "Security-Client", "Security-Server", "Security-Verify",
        "Recv-Info"}).mapToInt(HeaderNames::hashOfLong).sorted().toArray();

    /** Recently used names by their String hash: most names come from code, so look-ups hit. Entries never change. */
    private static final Known[] RECENT = recent();

    /**
     * A name as code writes it, with what look-ups and writing need of it.
     * @param hash   of the long form
     * @param bytes  the name as it is written
     */
    record Known(String name, String longName, int hash, byte[] bytes, boolean isToken) {
        static Known of(String name) {
            return new Known(name, expand(name), HeaderNames.hash(name), name.getBytes(StandardCharsets.UTF_8), Ascii.isToken(name));
        }

        /** No header has it. */
        boolean isNone() {
            return name.isEmpty();
        }
    }

    /** Names that are looked for together. Immutable. */
    public static final class Group {
        private final Known[] table;

        private Group(List<String> names) {
            table = new Known[Math.max(1, Integer.highestOneBit(2 * names.size()) * 2)];
            Arrays.fill(table, Known.of(""));
            for (String name : names) {
                int at = start(hash(name));
                while (!table[at].isNone()) {
                    at = at + 1 & table.length - 1;
                }
                table[at] = Known.of(name);
            }
        }

        /** @param names in whatever letters, long or compact */
        public static Group of(List<String> names) {
            return new Group(names);
        }

        private int start(int hash) {
            return (hash ^ hash >>> 16) & table.length - 1;
        }

        /** May a header with this hash be one of them? */
        boolean mayHave(int hash) {
            int at = start(hash);
            while (!table[at].isNone() && table[at].hash() != hash) {
                at = at + 1 & table.length - 1;
            }
            return !table[at].isNone();
        }

        /** The name of this line as the group writes it, or none. */
        Known find(HeaderField field) {
            int at = start(field.hash());
            while (!table[at].isNone() && !field.is(table[at])) {
                at = at + 1 & table.length - 1;
            }
            return table[at];
        }
    }

    private HeaderNames() {}

    private static Known[] recent() {
        Known[] table = new Known[512];
        Arrays.fill(table, Known.of(VIA));
        return table;
    }

    static Known known(String name) {
        int slot = name.hashCode() & RECENT.length - 1;
        Known known = RECENT[slot];
        if (!known.name().equals(name)) {
            known = Known.of(name);
            RECENT[slot] = known;
        }
        return known;
    }

    private static String[] compactForms() {
        String[] names = new String[26];
        Arrays.fill(names, "");
        String[] forms = {"a=Accept-Contact", "b=Referred-By", "c=Content-Type", "d=Request-Disposition", "e=Content-Encoding", "f=From",
            "i=Call-ID", "j=Reject-Contact", "k=Supported", "l=Content-Length", "m=Contact", "n=Identity-Info", "o=Event", "r=Refer-To",
            "s=Subject", "t=To", "u=Allow-Events", "v=Via", "x=Session-Expires", "y=Identity"};
        for (String form : forms) {
            names[form.charAt(0) - 'a'] = form.substring(2);
        }
        return names;
    }

    /** The long form of a compact name; any other name unchanged. */
    public static String expand(String name) {
        if (name.length() != 1) {
            return name;
        }
        int letter = compactIndex((byte) name.charAt(0));
        return letter < 0 ? name : COMPACT[letter];
    }

    /** Alphabet position of a letter that is a compact form, else -1. */
    private static int compactIndex(byte b) {
        int letter = Bytes.lower(b) - 'a';
        return letter >= 0 && letter < 26 && !COMPACT[letter].isEmpty() ? letter : -1;
    }

    /** True when one line may carry several values separated by commas (RFC 3261 §7.3.1). */
    static boolean isList(int hash) {
        return Arrays.binarySearch(LIST_HASHES, hash) >= 0;
    }

    static int hash(String name) {
        return hashOfLong(expand(name));
    }

    /** One step of the hash of a name; starts with 0. */
    static int hash(int soFar, byte next) {
        return soFar * 31 + (next | 0x20);
    }

    /** Hash of the long form for a name of one letter. */
    static int hashOfLetter(byte letter) {
        int compact = compactIndex(letter);
        return compact >= 0 ? COMPACT_HASHES[compact] : hash(0, letter);
    }

    private static int hashOfLong(String name) {
        int hash = 0;
        for (int i = 0; i < name.length(); i++) {
            hash = hash * 31 + (name.charAt(i) | 0x20);
        }
        return hash;
    }

    /** Same header: case ignored, compact form or not. */
    static boolean same(byte[] bytes, int from, int to, Known name) {
        byte[] written = name.bytes();
        if (Arrays.equals(bytes, from, to, written, 0, written.length)) {
            return true;
        }
        String longName = name.longName();
        if (to - from == 1) {
            int letter = compactIndex(bytes[from]);
            if (letter >= 0) {
                return COMPACT[letter].equalsIgnoreCase(longName);
            }
        }
        return Ascii.equalsIgnoreCase(bytes, from, to, longName);
    }
}
