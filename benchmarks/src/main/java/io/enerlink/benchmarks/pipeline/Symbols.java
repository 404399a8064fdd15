package io.enerlink.benchmarks.pipeline;

import exchange.core2.core.ExchangeCore;
import exchange.core2.core.common.CoreSymbolSpecification;
import exchange.core2.core.processors.MatchingEngineRouter;
import exchange.core2.core.processors.RiskEngine;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Gives exchange-core a symbol past its own way, which on a current JDK dies: it serialises with a Chronicle whose start
 * looks for {@code sun.nio.ch.FileChannelImpl.unmap0}, gone since JDK 20. Finds the engines in the exchange's object
 * graph and calls what its binary command would have called.
 */
final class Symbols {
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Object> open = new ArrayDeque<>();
    private final CoreSymbolSpecification symbol;
    private int engines;

    private Symbols(CoreSymbolSpecification symbol) { this.symbol = symbol; }

    /** @throws IllegalStateException when there are not one risk and one matching engine to be found */
    static void add(ExchangeCore core, CoreSymbolSpecification symbol) {
        Symbols symbols = new Symbols(symbol);
        try {
            symbols.walk(core);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("exchange-core is not built as expected", e);
        }
        if (symbols.engines != 2) throw new IllegalStateException("found " + symbols.engines + " engines, not 2");
    }

    private void walk(Object root) throws ReflectiveOperationException {
        visit(root);
        while (!open.isEmpty()) {
            Object next = open.remove();
            if (next instanceof RiskEngine risk) addTo(risk);
            else if (next instanceof MatchingEngineRouter router) addTo(router);
            else if (next instanceof Object[] array) {
                for (Object element : array) visit(element);
            } else if (next instanceof Collection<?> elements) elements.forEach(this::visit);
            else if (next instanceof Map<?, ?> map) map.values().forEach(this::visit);
            else
                visitFields(next);
        }
    }

    private void visit(Object value) {
        if (value == null) return;
        String name = value.getClass().getName();
        boolean relevant = name.startsWith("exchange.core2") || name.startsWith("com.lmax")
                || value instanceof Object[] || value instanceof Collection || value instanceof Map;
        if (relevant && seen.add(value)) open.add(value);
    }

    private void visitFields(Object value) throws IllegalAccessException {
        for (Class<?> type = value.getClass(); type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) || field.getType().isPrimitive()) continue;
                if (field.getDeclaringClass().getName().startsWith("java.")) continue;
                field.setAccessible(true);
                visit(field.get(value));
            }
        }
    }

    private void addTo(RiskEngine risk) {
        risk.getSymbolSpecificationProvider().addSymbol(symbol);
        engines++;
    }

    private void addTo(MatchingEngineRouter router) throws ReflectiveOperationException {
        Method addSymbol = MatchingEngineRouter.class.getDeclaredMethod("addSymbol", CoreSymbolSpecification.class);
        addSymbol.setAccessible(true);
        addSymbol.invoke(router, symbol);
        engines++;
    }
}
