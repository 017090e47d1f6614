package io.tandem.provisioning;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Takes mail (RFC 5321) and keeps it. */
final class SmtpSink {
    private final ServerSocket server;
    private final BlockingQueue<String> mails = new LinkedBlockingQueue<>();

    SmtpSink() {
        try {
            server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().name("smtp-sink").start(this::serve);
    }

    int port() {
        return server.getLocalPort();
    }

    /** The next mail, headers and text, waited for. */
    String next() throws InterruptedException {
        String mail = mails.poll(10, TimeUnit.SECONDS);
        if (mail == null) {
            throw new AssertionError("no mail within 10 s");
        }
        return mail;
    }

    boolean isEmpty() {
        return mails.isEmpty();
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept();
                 BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                 Writer out = new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.UTF_8)) {
                talk(in, out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void talk(BufferedReader in, Writer out) throws IOException {
        say(out, "220 sink");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            switch (line.split(" ", 2)[0].toUpperCase(java.util.Locale.ROOT)) {
                case "DATA" -> {
                    say(out, "354 go on");
                    mails.add(data(in));
                    say(out, "250 taken");
                }
                case "QUIT" -> {
                    say(out, "221 bye");
                    return;
                }
                default -> say(out, "250 sink");
            }
        }
    }

    private static String data(BufferedReader in) throws IOException {
        StringBuilder mail = new StringBuilder();
        for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
            mail.append(line).append('\n');
        }
        return mail.toString();
    }

    private static void say(Writer out, String line) throws IOException {
        out.write(line + "\r\n");
        out.flush();
    }
}
