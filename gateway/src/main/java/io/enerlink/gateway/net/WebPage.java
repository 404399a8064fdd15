package io.enerlink.gateway.net;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;

/** Serves the web page's files; what is not one of them goes on to the next handler. */
@ChannelHandler.Sharable
final class WebPage extends ChannelInboundHandlerAdapter {
    /** Only from here, nothing inline, in nobody's frame. */
    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final String KEEP = "public, max-age=31536000, immutable";

    private final WebFiles files;
    private final String tag;

    WebPage(WebFiles files) {
        this.files = files;
        tag = '"' + files.hash() + '"';
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        WebFiles.WebFile file = message instanceof FullHttpRequest request ? find(request) : null;
        if (file == null) {
            ctx.fireChannelRead(message);
            return;
        }
        try {
            respond(ctx, (FullHttpRequest) message, file);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private WebFiles.WebFile find(FullHttpRequest request) {
        boolean reads = request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
        if (!reads || !request.decoderResult().isSuccess()) return null;
        return files.at(request.uri().split("\\?", 2)[0]);
    }

    private void respond(ChannelHandlerContext ctx, FullHttpRequest request, WebFiles.WebFile file) {
        boolean known = tag.equals(request.headers().get(HttpHeaderNames.IF_NONE_MATCH));
        String accepted = request.headers().get(HttpHeaderNames.ACCEPT_ENCODING, "");
        boolean gzip = accepted.contains("gzip") && file.gzip().length < file.plain().length;
        byte[] body = gzip ? file.gzip() : file.plain();
        boolean silent = known || request.method().equals(HttpMethod.HEAD);
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1,
                known ? HttpResponseStatus.NOT_MODIFIED : HttpResponseStatus.OK,
                silent ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
        HttpHeaders headers = response.headers().set(HttpHeaderNames.CONTENT_TYPE, file.type())
                .set(HttpHeaderNames.CACHE_CONTROL, file.keep() ? KEEP : "no-cache")
                .set(HttpHeaderNames.ETAG, tag).set(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT_ENCODING)
                .set("Content-Security-Policy", POLICY).set("X-Content-Type-Options", "nosniff")
                .set("Referrer-Policy", "no-referrer");
        if (gzip) headers.set(HttpHeaderNames.CONTENT_ENCODING, "gzip");
        if (!known) headers.setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        HttpUtil.setKeepAlive(response, keepAlive);
        var written = ctx.writeAndFlush(response);
        if (!keepAlive) written.addListener(ChannelFutureListener.CLOSE);
    }
}
