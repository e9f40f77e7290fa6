// SPDX-License-Identifier: Apache-2.0
internal import CDeflate
internal import CZstd
internal import CapsulePlan

/// A piece of an archive on its way through the compressors.
final class PackBlock: @unchecked Sendable {
  let chunk: Chunk
  /// What comes before it, in which the compressor may find what is said again.
  let before: Chunk?
  let isLast: Bool
  /// What became of it; guarded by the lock of its stream.
  var deflated: Deflated?

  /// A block of a gzip stream, and the checksum of what is in it (RFC 1952).
  struct Deflated: Sendable {
    let bytes: [UInt8]
    let checksum: UInt
    /// Bytes before they were compressed.
    let count: Int
  }

  init(_ chunk: Chunk, after before: Chunk?, isLast: Bool) {
    self.chunk = chunk
    self.before = before
    self.isLast = isLast
  }
}

/// A gzip stream that is deflated in blocks, each by itself but for the 32 KiB before it, as pigz does: one member, which
/// everybody reads, and the same bytes whoever makes them with the same zlib.
final class Deflation {
  /// RFC 1952: deflate, no name, no time, made on Unix.
  static let header: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]
  /// zlib's own default; 9 takes twice the time for one per cent.
  private static let level: Int32 = 6
  private static let window = 32 << 10

  // On the heap: zlib keeps the address.
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)

  init() throws(Failure) {
    stream.initialize(to: z_stream())
    let (rawWindow, memory): (Int32, Int32) = (-15, 8)
    let result = deflateInit2_(
      stream, Deflation.level, Z_DEFLATED, rawWindow, memory, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    guard result == Z_OK else {
      stream.deallocate()
      throw Failure(.system, "zlib cannot begin: error \(result)")
    }
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  /// The block deflated, up to a byte's end.
  func deflate(_ block: PackBlock) throws(Failure) -> PackBlock.Deflated {
    deflateReset(stream)
    if let before = block.before {
      let count = min(before.count, Deflation.window)
      let start = (before.base + before.count - count).assumingMemoryBound(to: UInt8.self)
      deflateSetDictionary(stream, start, UInt32(count))
    }
    let input = block.chunk.base.assumingMemoryBound(to: UInt8.self)
    let count = block.chunk.count
    stream.pointee.next_in = input
    stream.pointee.avail_in = UInt32(count)
    // What cannot be compressed grows a little; a flush adds five bytes.
    let limit = Int(deflateBound(stream, UInt(count))) + 16
    var result = Z_OK
    let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, used in
      stream.pointee.next_out = buffer.baseAddress
      stream.pointee.avail_out = UInt32(limit)
      result = CDeflate.deflate(stream, block.isLast ? Z_FINISH : Z_SYNC_FLUSH)
      used = limit - Int(stream.pointee.avail_out)
    }
    guard result == (block.isLast ? Z_STREAM_END : Z_OK), stream.pointee.avail_in == 0,
      stream.pointee.avail_out > 0
    else { throw Failure(.system, "zlib cannot compress: error \(result)") }
    return PackBlock.Deflated(bytes: bytes, checksum: crc32(0, input, UInt32(count)), count: count)
  }

  /// What stands behind the blocks: checksum and length of all that came.
  struct Trailer {
    private var checksum: UInt = 0
    private var count: UInt32 = 0

    mutating func add(_ block: PackBlock.Deflated) {
      checksum = crc32_combine(checksum, block.checksum, block.count)
      count &+= UInt32(truncatingIfNeeded: block.count)
    }

    var bytes: [UInt8] {
      [UInt32(truncatingIfNeeded: checksum), count].flatMap { word in
        [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: word >> UInt32($0)) }
      }
    }
  }
}

/// A zstd stream of one frame.
final class ZstdStream {
  private let context: OpaquePointer

  init() throws(Failure) {
    guard let context = ZSTD_createCCtx() else { throw Failure(.system, "no memory for libzstd") }
    self.context = context
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, 3)
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
  }

  deinit { ZSTD_freeCCtx(context) }

  /// What comes out when these bytes go in.
  func compress(_ bytes: UnsafeRawBufferPointer, isLast: Bool) throws(Failure) -> [UInt8] {
    var input = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
    var compressed: [UInt8] = []
    while true {
      let limit = ZSTD_CStreamOutSize()
      var left = 0
      compressed += [UInt8](unsafeUninitializedCapacity: limit) { buffer, used in
        var output = ZSTD_outBuffer(dst: buffer.baseAddress, size: limit, pos: 0)
        left = ZSTD_compressStream2(context, &output, &input, isLast ? ZSTD_e_end : ZSTD_e_continue)
        used = output.pos
      }
      if ZSTD_isError(left) != 0 {
        throw Failure(.system, "libzstd cannot compress: \(String(cString: ZSTD_getErrorName(left)))")
      }
      if isLast ? left == 0 : input.pos == input.size { return compressed }
    }
  }
}
