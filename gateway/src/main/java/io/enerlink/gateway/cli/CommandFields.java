package io.enerlink.gateway.cli;

import io.enerlink.engine.message.MessageHeaderDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.agrona.DirectBuffer;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Reads the commands of the journal by the schema that their codecs are made of, so that no field can be forgotten. */
final class CommandFields {
    private static final String SCHEMA = "/io/enerlink/engine/message/messages.xml";
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private record Type(String primitive, int length) {
        int bytes() {
            return length * switch (primitive) {
                case "int64" -> Long.BYTES;
                case "int32" -> Integer.BYTES;
                case "uint16" -> Short.BYTES;
                case "uint8", "char" -> 1;
                default -> throw new IllegalStateException("the schema has a type " + primitive);
            };
        }
    }

    private record Field(String name, Type type, int offset) {}

    private record Message(String name, List<Field> fields) {}

    private final Map<Integer, Message> messages = new HashMap<>();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();

    CommandFields() {
        try (InputStream schema = MessageHeaderDecoder.class.getResourceAsStream(SCHEMA)) {
            read(DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(schema).getDocumentElement());
        } catch (IOException | SAXException | ParserConfigurationException e) {
            throw new IllegalStateException("the schema of the commands cannot be read", e);
        }
    }

    private void read(Element schema) {
        Map<String, Type> types = new HashMap<>();
        NodeList named = schema.getElementsByTagName("type");
        for (int i = 0; i < named.getLength(); i++) {
            Element type = (Element) named.item(i);
            String length = type.getAttribute("length");
            types.put(type.getAttribute("name"),
                    new Type(type.getAttribute("primitiveType"), length.isEmpty() ? 1 : Integer.parseInt(length)));
        }
        NodeList all = schema.getElementsByTagName("sbe:message");
        for (int i = 0; i < all.getLength(); i++) {
            Element message = (Element) all.item(i);
            messages.put(Integer.parseInt(message.getAttribute("id")),
                    new Message(message.getAttribute("name"), fields(message, types)));
        }
    }

    private static List<Field> fields(Element message, Map<String, Type> types) {
        List<Field> fields = new ArrayList<>();
        int offset = MessageHeaderDecoder.ENCODED_LENGTH;
        NodeList all = message.getElementsByTagName("field");
        for (int i = 0; i < all.getLength(); i++) {
            Element field = (Element) all.item(i);
            String type = field.getAttribute("type");
            Field next = new Field(field.getAttribute("name"), types.getOrDefault(type, new Type(type, 1)), offset);
            fields.add(next);
            offset += next.type.bytes();
        }
        return fields;
    }

    /** The command's name; {@code unknown} with its number where the schema has none. */
    String name(DirectBuffer buffer, int offset, int length) {
        Message message = message(buffer, offset, length);
        return message == null ? "unknown" : message.name;
    }

    private Message message(DirectBuffer buffer, int offset, int length) {
        if (length < MessageHeaderDecoder.ENCODED_LENGTH) return null;
        return messages.get(header.wrap(buffer, offset).templateId());
    }

    /** A line of JSON: bytes as 0x-hexadecimal; what no sender of ours writes, whole under {@code bytes}. */
    String json(long sequence, long timestampMs, DirectBuffer buffer, int offset, int length) {
        StringBuilder json = new StringBuilder("{\"sequence\":").append(sequence).append(",\"timestampMs\":")
                .append(timestampMs).append(",\"command\":\"").append(name(buffer, offset, length)).append('"');
        Message message = message(buffer, offset, length);
        boolean whole = message != null && (message.fields.isEmpty() || end(message.fields.getLast()) <= length);
        if (!whole) return json.append(",\"bytes\":\"").append(hex(buffer, offset, length)).append("\"}").toString();
        for (Field field : message.fields) {
            json.append(",\"").append(field.name).append("\":").append(value(field, buffer, offset + field.offset));
        }
        return json.append('}').toString();
    }

    private static int end(Field field) {
        return field.offset + field.type.bytes();
    }

    private static String value(Field field, DirectBuffer buffer, int at) {
        if (field.type.primitive.equals("char")) return '"' + text(buffer, at, field.type.length) + '"';
        if (field.type.length > 1) return '"' + hex(buffer, at, field.type.length) + '"';
        return switch (field.type.primitive) {
            case "int64" -> Long.toString(buffer.getLong(at, ORDER));
            case "int32" -> Integer.toString(buffer.getInt(at, ORDER));
            case "uint16" -> Integer.toString(buffer.getShort(at, ORDER) & 0xFFFF);
            default -> Integer.toString(buffer.getByte(at) & 0xFF);
        };
    }

    /** Only what needs no escaping; anything else shows as a question mark. */
    private static String text(DirectBuffer buffer, int at, int length) {
        byte[] bytes = new byte[length];
        buffer.getBytes(at, bytes);
        String text = new String(bytes, StandardCharsets.US_ASCII);
        int end = text.indexOf(0);
        return (end < 0 ? text : text.substring(0, end)).replaceAll("[^ -~]|[\"\\\\]", "?");
    }

    private static String hex(DirectBuffer buffer, int at, int length) {
        byte[] bytes = new byte[length];
        buffer.getBytes(at, bytes);
        return "0x" + HexFormat.of().formatHex(bytes);
    }
}
