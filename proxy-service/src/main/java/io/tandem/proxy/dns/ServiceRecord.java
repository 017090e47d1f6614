package io.tandem.proxy.dns;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/** An SRV record (RFC 2782).
 * @param priority the lowest first
 * @param weight   share among those of one priority
 * @param target   without the last dot; empty: the service is not there */
public record ServiceRecord(int priority, int weight, int port, String target) {

    /** In the order in which they are to be tried: by priority, within one at random by weight (RFC 2782, "Weight"). */
    static List<ServiceRecord> ordered(List<ServiceRecord> records, RandomGenerator random) {
        List<ServiceRecord> left = new ArrayList<>(records);
        left.sort(Comparator.comparingInt(ServiceRecord::priority).thenComparingInt(ServiceRecord::weight));
        List<ServiceRecord> ordered = new ArrayList<>();
        while (!left.isEmpty()) {
            int priority = left.getFirst().priority();
            List<ServiceRecord> equals = left.stream().filter(one -> one.priority() == priority).toList();
            int chosen = random.nextInt(equals.stream().mapToInt(ServiceRecord::weight).sum() + 1);
            int index = 0;
            for (int sum = equals.getFirst().weight(); sum < chosen; sum += equals.get(index).weight()) {
                index++;
            }
            ordered.add(left.remove(index));
        }
        return ordered;
    }
}
