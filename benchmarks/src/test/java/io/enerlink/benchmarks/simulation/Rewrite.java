package io.enerlink.benchmarks.simulation;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** What a planted bug does to a method of the exchange. */
interface Rewrite {
    /** @param method where the new method is written to */
    MethodVisitor of(MethodVisitor method, String descriptor);

    /** It does nothing but return this, or nothing. */
    static Rewrite returns(int value) {
        return (method, descriptor) -> {
            Type type = Type.getReturnType(descriptor);
            method.visitCode();
            push(method, type, value);
            method.visitInsn(type.getOpcode(Opcodes.IRETURN));
            method.visitMaxs(0, 0);
            method.visitEnd();
            return null;
        };
    }

    /** It leaves out its calls of a method. */
    static Rewrite without(String calledMethod) {
        return (method, descriptor) -> new MethodVisitor(Opcodes.ASM9, method) {
            @Override
            public void visitMethodInsn(int opcode, String owner, String name, String called, boolean isInterface) {
                if (!name.equals(calledMethod)) {
                    super.visitMethodInsn(opcode, owner, name, called, isInterface);
                    return;
                }
                Type[] arguments = Type.getArgumentTypes(called);
                for (int i = arguments.length - 1; i >= 0; i--)
                    super.visitInsn(arguments[i].getSize() == 2 ? Opcodes.POP2 : Opcodes.POP);
                if (opcode != Opcodes.INVOKESTATIC) super.visitInsn(Opcodes.POP);
                push(mv, Type.getReturnType(called), 0);
            }
        };
    }

    /** It only calls another method of the same class, which takes and returns an int too. */
    static Rewrite instead(String owner, String other) {
        return (method, descriptor) -> {
            method.visitCode();
            method.visitVarInsn(Opcodes.ALOAD, 0);
            method.visitVarInsn(Opcodes.ILOAD, 1);
            method.visitMethodInsn(Opcodes.INVOKEVIRTUAL, owner, other, descriptor, false);
            method.visitInsn(Opcodes.IRETURN);
            method.visitMaxs(0, 0);
            method.visitEnd();
            return null;
        };
    }

    /** Its long result is cut to an int. */
    static Rewrite cutToInt() {
        return before(Opcodes.LRETURN, Opcodes.L2I, Opcodes.I2L);
    }

    /** Its long result is one more. */
    static Rewrite oneMore() {
        return before(Opcodes.LRETURN, Opcodes.LCONST_1, Opcodes.LADD);
    }

    /** Its int result is one, whatever it would be. */
    static Rewrite one() {
        return before(Opcodes.IRETURN, Opcodes.POP, Opcodes.ICONST_1);
    }

    private static Rewrite before(int instruction, int... added) {
        return (method, descriptor) -> new MethodVisitor(Opcodes.ASM9, method) {
            @Override
            public void visitInsn(int opcode) {
                if (opcode == instruction) for (int one : added) super.visitInsn(one);
                super.visitInsn(opcode);
            }
        };
    }

    private static void push(MethodVisitor method, Type type, int value) {
        switch (type.getSort()) {
            case Type.VOID -> {
                // nothing to push
            }
            case Type.LONG -> method.visitLdcInsn((long) value);
            case Type.OBJECT, Type.ARRAY -> method.visitInsn(Opcodes.ACONST_NULL);
            default -> method.visitLdcInsn(value);
        }
    }
}
