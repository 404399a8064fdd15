package io.enerlink.benchmarks.simulation;

import io.enerlink.engine.client.EngineClient;
import io.enerlink.engine.client.HeapBuffer;
import io.enerlink.engine.journal.Storage;
import io.enerlink.engine.journal.StorageException;
import io.enerlink.engine.journal.StorageFile;
import io.enerlink.engine.message.BatchSettledDecoder;
import io.enerlink.engine.message.BatchSettledEncoder;
import io.enerlink.engine.message.MessageHeaderDecoder;
import io.enerlink.settlement.chain.OutboxEntry;
import io.enerlink.settlement.chain.OutboxStore;
import io.enerlink.settlement.chain.TransactionRequest;
import io.enerlink.settlement.chain.TransactionState;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.UnaryOperator;
import org.agrona.DirectBuffer;

/** Bugs between the exchange and its world. */
final class PlantedPorts {
    private PlantedPorts() {}

    /** What is called instead of a port's method. */
    @FunctionalInterface
    private interface Call<T> {
        Object of(T port, Method method, Object[] arguments) throws Throwable;
    }

    private static <T> T around(Class<T> type, T port, Call<T> call) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type},
                (proxy, method, arguments) -> {
                    try {
                        return call.of(port, method, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private static Ports storage(Call<StorageFile> file) {
        return new Ports(disk -> around(Storage.class, disk, (storage, method, arguments) -> {
            Object answer = method.invoke(storage, arguments);
            return answer instanceof StorageFile opened ? around(StorageFile.class, opened, file) : answer;
        }), UnaryOperator.identity(), UnaryOperator.identity());
    }

    static Ports forceThatOnlySaysSo() {
        return storage((file, method, arguments) -> method.getName().equals("force") ? null
                : method.invoke(file, arguments));
    }

    static Ports retryAfterAFailedForce() {
        return storage((file, method, arguments) -> {
            try {
                return method.invoke(file, arguments);
            } catch (InvocationTargetException e) {
                if (!method.getName().equals("force") || !(e.getCause() instanceof StorageException)) throw e;
                return method.invoke(file, arguments);
            }
        });
    }

    private static Ports database(Call<OutboxStore> call) {
        return new Ports(UnaryOperator.identity(), store -> around(OutboxStore.class, store, call),
                UnaryOperator.identity());
    }

    static Ports nonceUsedAgain() {
        return database((store, method, arguments) -> method.getName().equals("nextNonce")
                ? Math.max(0, (long) method.invoke(store, arguments) - 1) : method.invoke(store, arguments));
    }

    static Ports batchSentTwice() {
        return database((store, method, arguments) -> {
            Object answer = method.invoke(store, arguments);
            if (method.getName().equals("insert") && arguments[0] instanceof TransactionRequest sent
                    && sent.id().startsWith("batch:"))
                store.insert(new TransactionRequest(sent.id() + " again", sent.key(), sent.to(), sent.data()));
            return answer;
        });
    }

    static Ports finalityForgotten() {
        return database((store, method, arguments) -> method.getName().equals("update")
                && arguments[0] instanceof List<?> rows && rows.getFirst() instanceof OutboxEntry row
                && row.state() == TransactionState.FINAL && row.nonce() % 5 == 4 ? null
                        : method.invoke(store, arguments));
    }

    /** And the next one with it, which is not final. */
    static Ports batchConfirmedTwice() {
        return new Ports(UnaryOperator.identity(), UnaryOperator.identity(), engine -> (buffer, offset, length) -> {
            boolean taken = engine.submit(buffer, offset, length);
            int template = new MessageHeaderDecoder().wrap(buffer, offset).templateId();
            return template == BatchSettledDecoder.TEMPLATE_ID ? confirmNext(engine, buffer, offset, length) : taken;
        });
    }

    private static boolean confirmNext(EngineClient engine, DirectBuffer buffer, int offset, int length) {
        HeapBuffer next = new HeapBuffer(length);
        next.putBytes(0, buffer, offset, length);
        BatchSettledEncoder settled = new BatchSettledEncoder().wrap(next, MessageHeaderDecoder.ENCODED_LENGTH);
        BatchSettledDecoder decoder = new BatchSettledDecoder().wrap(next, MessageHeaderDecoder.ENCODED_LENGTH,
                BatchSettledDecoder.BLOCK_LENGTH, 0);
        settled.batchId(decoder.batchId() + 1);
        return engine.submit(next, 0, length);
    }
}
