package io.enerlink.engine.matching;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

class ClientOrdersTest {
    private record Key(int account, long clientOrderId) {}

    @Test
    void remembersOpenOrdersAndThoseThatEndedLast() {
        SplittableRandom random = new SplittableRandom(7);
        ClientOrders orders = new ClientOrders();
        Map<Key, Long> expected = new HashMap<>();
        List<Key> open = new ArrayList<>();
        Deque<Key> ended = new ArrayDeque<>();
        for (long id = 1; id <= 60_000; id++) {
            Key key = new Key(1 + random.nextInt(3), id % 7 == 0 ? id << 32 : id);
            orders.add(key.account, key.clientOrderId, id, id * 31);
            expected.put(key, id);
            open.add(key);
            if (open.size() > 100) {
                Key ending = open.remove(random.nextInt(open.size()));
                orders.end(orders.find(ending.account, ending.clientOrderId));
                ended.add(ending);
            }
            if (ended.size() > ClientOrders.REMEMBERED) expected.remove(ended.remove());
        }
        expected.forEach((key, orderId) -> {
            int entry = orders.find(key.account, key.clientOrderId);
            assertEquals(orderId, orders.orderId(entry));
            assertEquals(orderId * 31, orders.body(entry));
        });
        for (long id = 1; id <= 60_000; id++) {
            for (int account = 1; account <= 3; account++) {
                Key key = new Key(account, id % 7 == 0 ? id << 32 : id);
                boolean known = orders.find(key.account, key.clientOrderId) != ClientOrders.NONE;
                assertEquals(expected.containsKey(key), known);
            }
        }
    }
}
