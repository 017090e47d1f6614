package io.tandem.ha.fence;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

/** Commands to nftables through libnftables, in this process. Takes some milliseconds: at start and stop, never for a take-over. One thread. */
@SuppressWarnings("restricted")
final class Nftables {
    private static final String LIBRARY = "libnftables.so.1";
    private static final Linker LINKER = Linker.nativeLinker();
    private static final long MAX_TEXT = 65_536;

    private Nftables() {}

    /** @throws IOException with nftables' own words */
    static void run(String commands) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            SymbolLookup library = library(arena);
            MemorySegment context = (MemorySegment) handle(library, "nft_ctx_new", FunctionDescriptor.of(ADDRESS, JAVA_INT)).invokeExact(0);
            try {
                int buffered = (int) handle(library, "nft_ctx_buffer_error", FunctionDescriptor.of(JAVA_INT, ADDRESS)).invokeExact(context);
                int result = (int) handle(library, "nft_run_cmd_from_buffer", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS))
                        .invokeExact(context, arena.allocateFrom(commands));
                if (buffered != 0 || result != 0) throw new IOException("nftables refused: " + error(library, context) + " in\n" + commands);
            } finally {
                handle(library, "nft_ctx_free", FunctionDescriptor.ofVoid(ADDRESS)).invokeExact(context);
            }
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("libnftables handle", e);
        }
    }

    private static SymbolLookup library(Arena arena) throws IOException {
        try {
            return SymbolLookup.libraryLookup(LIBRARY, arena);
        } catch (IllegalArgumentException e) {
            throw new IOException(LIBRARY + " is not installed (Debian package libnftables1); without it nothing closes the gate of a dead manager", e);
        }
    }

    private static MethodHandle handle(SymbolLookup library, String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(library.findOrThrow(name), descriptor);
    }

    private static String error(SymbolLookup library, MemorySegment context) throws Throwable {
        MemorySegment text = (MemorySegment) handle(library, "nft_ctx_get_error_buffer", FunctionDescriptor.of(ADDRESS, ADDRESS)).invokeExact(context);
        return text.equals(MemorySegment.NULL) ? "without a reason" : text.reinterpret(MAX_TEXT).getString(0).strip();
    }
}
