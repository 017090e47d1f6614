package io.tandem.relay.kernel.nft;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

import io.tandem.relay.kernel.KernelUnavailableException;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

/** One context of libnftables(3). One thread at a time. */
@SuppressWarnings("restricted")
final class NftLibrary implements AutoCloseable {
    private static final String NAME = "libnftables.so.1";

    /** The functions, once they are found. */
    private static final class Functions {
        private final Linker linker = Linker.nativeLinker();
        private final SymbolLookup symbols = SymbolLookup.libraryLookup(NAME, Arena.global());
        private final MethodHandle create = handle("nft_ctx_new", FunctionDescriptor.of(ADDRESS, JAVA_INT));
        private final MethodHandle free = handle("nft_ctx_free", FunctionDescriptor.ofVoid(ADDRESS));
        private final MethodHandle bufferOutput = handle("nft_ctx_buffer_output", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        private final MethodHandle bufferError = handle("nft_ctx_buffer_error", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        private final MethodHandle output = handle("nft_ctx_get_output_buffer", FunctionDescriptor.of(ADDRESS, ADDRESS));
        private final MethodHandle error = handle("nft_ctx_get_error_buffer", FunctionDescriptor.of(ADDRESS, ADDRESS));
        private final MethodHandle run = handle("nft_run_cmd_from_buffer", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));

        private MethodHandle handle(String name, FunctionDescriptor descriptor) {
            return linker.downcallHandle(symbols.findOrThrow(name), descriptor);
        }
    }

    private final Functions functions;
    private final MemorySegment context;

    /** @throws KernelUnavailableException if the library is not installed */
    NftLibrary() throws KernelUnavailableException {
        try {
            functions = new Functions();
        } catch (IllegalArgumentException e) {
            throw new KernelUnavailableException("nftables: " + NAME + " cannot be loaded (package libnftables1): " + e.getMessage());
        }
        context = (MemorySegment) call(functions.create, 0);
        call(functions.bufferOutput, context);
        call(functions.bufferError, context);
    }

    /** Runs commands, all or none.
     * @return what they print
     * @throws NftException with what libnftables says */
    String run(String commands) throws NftException {
        try (Arena arena = Arena.ofConfined()) {
            int result = (int) call(functions.run, context, arena.allocateFrom(commands));
            String output = text(functions.output);
            String error = text(functions.error);
            if (result != 0) throw new NftException(error.isBlank() ? "libnftables failed without a word" : error.strip());
            return output;
        }
    }

    private String text(MethodHandle buffer) {
        MemorySegment text = (MemorySegment) call(buffer, context);
        return text.equals(MemorySegment.NULL) ? "" : text.reinterpret(Long.MAX_VALUE).getString(0);
    }

    private static Object call(MethodHandle handle, Object... arguments) {
        try {
            return handle.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException("libnftables handle", e); // a downcall handle throws only when it was called wrongly
        }
    }

    @Override
    public void close() {
        call(functions.free, context);
    }
}
