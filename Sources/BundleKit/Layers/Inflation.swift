// SPDX-License-Identifier: Apache-2.0
internal import CInflate
internal import CZstd
internal import CapsulePlan
internal import OCI

/// Turns the bytes of a layer's blob into those of its tar archive, piece by piece.
///
/// What it is packed with is seen from the bytes: media types are wrong often enough that every engine looks. A gzip
/// stream may have many members (pigz, eStargz), a zstd stream many frames, some to be skipped (zstd:chunked).
final class Inflation {
  private enum State {
    case sniffing
    case plain
    case gzip
    /// Behind a member of gzip: another one, zeros, or what does not belong to it.
    case betweenMembers
    /// Behind the last member.
    case garbage
    case zstd
  }

  /// What the bytes are packed with; nil until some have come.
  private(set) var compression: LayerCompression?
  /// The first of the bytes behind the last member of gzip was not zero.
  private(set) var hasTrailingGarbage = false

  private let pool: ChunkPool
  private let emit: (Chunk) -> Bool
  private var state = State.sniffing
  private var head: [UInt8] = []
  private var output: Chunk
  private var members = 0
  private var memberHasOutput = false
  private var frameIsOpen = false
  private var gzip: UnsafeMutablePointer<inflate_state>?
  private var zstd: OpaquePointer?

  /// `emit` takes what came out; false when it wants no more.
  init(pool: ChunkPool, emit: @escaping (Chunk) -> Bool) {
    self.pool = pool
    self.emit = emit
    output = pool.take()
  }

  deinit {
    gzip?.deallocate()
    ZSTD_freeDStream(zstd)
  }

  /// Takes the next bytes of the blob; false when nobody wants more.
  func take(_ input: UnsafeRawBufferPointer) throws(Failure) -> Bool {
    if state == .sniffing {
      // Enough to tell, or everything there is.
      head += input
      if head.count < 4 { return true }
      return try begin()
    }
    return try step(input)
  }

  /// The blob has ended.
  func finish() throws(Failure) -> Bool {
    if state == .sniffing {
      if head.isEmpty { compression = LayerCompression.none } else if !(try begin()) { return false }
    }
    switch state {
    case .gzip:
      guard members > 0, !memberHasOutput else {
        throw Failure(.layer, "the gzip stream ends in the middle")
      }
      hasTrailingGarbage = true
    case .zstd: if frameIsOpen { throw Failure(.layer, "the zstd stream ends in the middle") }
    case .sniffing, .plain, .betweenMembers, .garbage: break
    }
    return output.count > 0 ? flush() : true
  }

  private func begin() throws(Failure) -> Bool {
    let magic = head.prefix(4)
    if magic.starts(with: [0x1f, 0x8b]) {
      compression = .gzip
      state = .gzip
      let memory = UnsafeMutablePointer<inflate_state>.allocate(capacity: 1)
      gzip = memory
      startMember(memory)
    } else if magic == [0x28, 0xb5, 0x2f, 0xfd] || magic.dropFirst() == [0x2a, 0x4d, 0x18] && magic[0] & 0xf0 == 0x50 {
      compression = .zstd
      state = .zstd
      zstd = ZSTD_createDStream()
    } else {
      compression = LayerCompression.none
      state = .plain
    }
    let bytes = head
    head = []
    do {
      return try bytes.withUnsafeBytes { try step($0) }
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(.layer, "\(error)")
    }
  }

  private func step(_ input: UnsafeRawBufferPointer) throws(Failure) -> Bool {
    var rest = input
    while !rest.isEmpty {
      switch state {
      case .sniffing, .garbage: return true
      case .plain: if !copy(&rest) { return false }
      case .gzip: if !(try inflate(&rest)) { return false }
      case .betweenMembers: lookBetween(&rest)
      case .zstd: if !(try decompress(&rest)) { return false }
      }
    }
    return true
  }

  /// Sends what is in the output and takes an empty one.
  private func flush() -> Bool {
    let full = output
    output = pool.take()
    return emit(full)
  }

  private func copy(_ rest: inout UnsafeRawBufferPointer) -> Bool {
    let count = min(rest.count, ChunkPool.size - output.count)
    if let source = rest.baseAddress { (output.base + output.count).copyMemory(from: source, byteCount: count) }
    output.count += count
    rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    return output.count == ChunkPool.size ? flush() : true
  }

  private func startMember(_ gzip: UnsafeMutablePointer<inflate_state>) {
    isal_inflate_init(gzip)
    gzip.pointee.crc_flag = UInt32(ISAL_GZIP)
    memberHasOutput = false
  }

  private func inflate(_ rest: inout UnsafeRawBufferPointer) throws(Failure) -> Bool {
    guard let gzip, let source = rest.baseAddress else { return true }
    gzip.pointee.next_in = UnsafeMutablePointer(mutating: source.assumingMemoryBound(to: UInt8.self))
    gzip.pointee.avail_in = UInt32(rest.count)
    repeat {
      gzip.pointee.next_out = (output.base + output.count).assumingMemoryBound(to: UInt8.self)
      let room = ChunkPool.size - output.count
      gzip.pointee.avail_out = UInt32(room)
      let result = isal_inflate(gzip)
      let made = room - Int(gzip.pointee.avail_out)
      output.count += made
      if made > 0 { memberHasOutput = true }
      if result < 0 {
        // Not a member at all: what tape-minded programs leave behind the last one.
        if members > 0, !memberHasOutput, result != ISAL_INCORRECT_CHECKSUM {
          (state, hasTrailingGarbage) = (.garbage, true)
          return true
        }
        throw Failure(.layer, "the gzip stream is damaged: \(Inflation.reason(result))")
      }
      if output.count == ChunkPool.size, !flush() { return false }
    } while gzip.pointee.block_state != ISAL_BLOCK_FINISH
      && (gzip.pointee.avail_in > 0 || gzip.pointee.avail_out == 0
        || gzip.pointee.tmp_out_valid > gzip.pointee.tmp_out_processed)
    let left = Int(gzip.pointee.avail_in)
    rest = UnsafeRawBufferPointer(rebasing: rest[(rest.count - left)...])
    if gzip.pointee.block_state == ISAL_BLOCK_FINISH {
      members += 1
      state = .betweenMembers
    }
    return true
  }

  private static func reason(_ result: Int32) -> String {
    switch result {
    case ISAL_INVALID_BLOCK: "invalid block"
    case ISAL_INVALID_SYMBOL: "invalid symbol"
    case ISAL_INVALID_LOOKBACK: "a distance too far back"
    case ISAL_INVALID_WRAPPER, ISAL_UNSUPPORTED_METHOD: "invalid header"
    case ISAL_INCORRECT_CHECKSUM: "wrong checksum"
    default: "igzip error \(result)"
    }
  }

  private func lookBetween(_ rest: inout UnsafeRawBufferPointer) {
    // Padding to whole blocks of a tape is zeros.
    guard let next = rest.firstIndex(where: { $0 != 0 }) else {
      rest = UnsafeRawBufferPointer(rebasing: rest[rest.count...])
      return
    }
    rest = UnsafeRawBufferPointer(rebasing: rest[next...])
    if rest[0] == 0x1f, let gzip {
      state = .gzip
      startMember(gzip)
    } else {
      (state, hasTrailingGarbage) = (.garbage, true)
    }
  }

  private func decompress(_ rest: inout UnsafeRawBufferPointer) throws(Failure) -> Bool {
    var input = ZSTD_inBuffer(src: rest.baseAddress, size: rest.count, pos: 0)
    repeat {
      var out = ZSTD_outBuffer(dst: output.base, size: ChunkPool.size, pos: output.count)
      let result = ZSTD_decompressStream(zstd, &out, &input)
      if ZSTD_isError(result) != 0 {
        throw Failure(.layer, "the zstd stream is damaged: \(String(cString: ZSTD_getErrorName(result)))")
      }
      output.count = out.pos
      // 0 at the end of a frame; the next call begins another.
      frameIsOpen = result != 0
      let isFull = output.count == ChunkPool.size
      if isFull, !flush() { return false }
      // More may wait inside, but not behind the end of a frame: asked there, it would begin another.
      if input.pos == input.size, !isFull || !frameIsOpen { break }
    } while true
    rest = UnsafeRawBufferPointer(rebasing: rest[rest.count...])
    return true
  }
}
