package io.tandem.ha.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

import com.sun.net.httpserver.HttpServer;

/** A service's health: 200, or 503 while a file is there. Arguments: port, file. */
final class HealthParty {
    private HealthParty() {}

    public static void main(String[] arguments) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(Files.exists(Path.of(arguments[1])) ? 503 : 200, -1);
            exchange.close();
        });
        server.start();
    }
}
