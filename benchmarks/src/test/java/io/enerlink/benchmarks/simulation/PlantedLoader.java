package io.enerlink.benchmarks.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Loads the exchange once more, with one method of it rewritten. */
final class PlantedLoader extends ClassLoader {
    /** Every method of the class. */
    static final String ANY = "*";

    private static final String OURS = "io.enerlink.";

    private final String className;
    private final String methodName;
    private final Rewrite rewrite;
    private boolean planted;

    PlantedLoader(String className, String methodName, Rewrite rewrite) {
        super(PlantedLoader.class.getClassLoader());
        this.className = OURS + className;
        this.methodName = methodName;
        this.rewrite = rewrite;
    }

    /** Whether the bug is in what was loaded: a method that was renamed would hide it. */
    boolean isPlanted() {
        return planted;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OURS)) return super.loadClass(name, resolve);
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            return known == null ? define(name) : known;
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        try (InputStream file = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (file == null) throw new ClassNotFoundException(name);
            byte[] bytes = file.readAllBytes();
            if (name.equals(className)) bytes = plant(bytes);
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] plant(byte[] bytes) {
        ClassReader reader = new ClassReader(bytes);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(new ClassVisitor(Opcodes.ASM9, writer) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature,
                    String[] exceptions) {
                MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
                if (!name.equals(methodName) && !methodName.equals(ANY)) return method;
                planted = true;
                return rewrite.of(method, descriptor);
            }
        }, 0);
        return writer.toByteArray();
    }
}
