// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import OCI

/// What a layer that was written is called, and how large it is.
struct PackedBlob: Sendable {
  var digest: Digest
  var size: Int64
  var diffID: Digest
}

/// Where the archive of a layer goes while it is made: to a thread that hashes it, to threads that compress it block by
/// block, and to one that hashes and stores what comes out, in order.
///
/// The blocks are cut by their place in the archive alone, so the same archive is the same blob however many threads
/// there are.
final class PackStream: @unchecked Sendable {
  private let hashed = Channel<Chunk>(capacity: 16)
  private let ordered = Channel<PackBlock>(capacity: 4 + 2 * Processors.count)
  private let toCompress = Channel<PackBlock>(capacity: 4 + 2 * Processors.count)
  private let compression: LayerCompression
  private let lock = Lock()
  private var isCancelled = false
  private let pool = ChunkPool()
  // Only the thread that makes the archive looks at these.
  private var current: Chunk
  private var previous: Chunk?

  private init(_ compression: LayerCompression) {
    self.compression = compression
    current = pool.take()
  }

  /// Lets `body` write an archive, and puts it into the store as a blob.
  ///
  /// - Throws: what `body` throws; when the blob cannot be stored. Nothing is then left of it.
  static func with<Value>(
    _ compression: LayerCompression, in store: Store, _ body: (TarOutput) throws(Failure) -> Value
  ) throws(Failure) -> (Value, PackedBlob) {
    try run(compression, in: store) { (stream) throws(Failure) in
      let output = try TarOutput { stream.take($0) }
      let value = try body(output)
      try output.finish()
      return value
    }
  }

  /// The same for an archive that is there, which `body` gives to `take`.
  static func run<Value>(
    _ compression: LayerCompression, in store: Store, _ body: (PackStream) throws(Failure) -> Value
  ) throws(Failure) -> (Value, PackedBlob) {
    let stream = PackStream(compression)
    let hasher = try Worker { () throws(Failure) in stream.hash() }
    let writer = try Worker { () throws(Failure) in
      do throws(Failure) {
        return try stream.write(store)
      } catch {
        stream.cancel()
        throw error
      }
    }
    var compressors: [Worker<Void>] = []
    let outcome: Result<Value, Failure>
    do throws(Failure) {
      if compression == .gzip {
        for _ in 0..<Processors.count { compressors.append(try Worker { () throws(Failure) in try stream.compress() }) }
      }
      let value = try body(stream)
      stream.finish()
      outcome = .success(value)
    } catch {
      outcome = .failure(error)
      stream.cancel()
    }
    let diffID = try hasher.join()
    for worker in compressors { try worker.join() }
    // A full disk is the cause, an archive that nobody takes only what follows from it.
    let blob = try writer.join()
    let value = try outcome.get()
    guard let blob else { throw Failure(.layer, "the archive was given up") }
    return (value, PackedBlob(digest: blob.digest, size: blob.size, diffID: diffID))
  }

  // MARK: The thread that makes the archive

  /// Takes the archive's next bytes; false when nobody wants more.
  func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var rest = bytes
    while let base = rest.baseAddress, rest.count > 0 {
      let count = min(rest.count, ChunkPool.size - current.count)
      (current.base + current.count).copyMemory(from: base, byteCount: count)
      current.count += count
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      if current.count == ChunkPool.size, !send(isLast: false) { return false }
    }
    return true
  }

  private func send(isLast: Bool) -> Bool {
    let chunk = current
    let block = PackBlock(chunk, after: previous, isLast: isLast)
    previous = chunk
    current = pool.take()
    return hashed.send(chunk) && ordered.send(block) && (compression != .gzip || toCompress.send(block))
  }

  private func finish() {
    _ = send(isLast: true)
    hashed.finish()
    ordered.finish()
    toCompress.finish()
  }

  private func cancel() {
    lock.with {
      isCancelled = true
      lock.wake()
    }
    hashed.cancel()
    ordered.cancel()
    toCompress.cancel()
  }

  // MARK: The others

  private func hash() -> Digest {
    let hashing = Hashing()
    while let chunk = hashed.receive() { hashing.update(chunk.bytes) }
    return hashing.finish()
  }

  private func compress() throws(Failure) {
    do throws(Failure) {
      let deflation = try Deflation()
      while let block = toCompress.receive() {
        let deflated = try deflation.deflate(block)
        lock.with {
          block.deflated = deflated
          lock.wake()
        }
      }
    } catch {
      cancel()
      throw error
    }
  }

  /// Waits until a block is compressed; nil when nobody will do it.
  private func deflated(_ block: PackBlock) -> PackBlock.Deflated? {
    lock.with {
      while block.deflated == nil, !isCancelled { lock.wait() }
      return block.deflated
    }
  }

  /// Stores what comes out; nil when the archive was given up.
  private func write(_ store: Store) throws(Failure) -> (digest: Digest, size: Int64)? {
    var writer = try store.blobs.writer()
    var isWhole = false
    switch compression {
    case .none:
      while let block = ordered.receive() {
        try writer.append(Array(block.chunk.bytes))
        isWhole = block.isLast
      }
    case .gzip:
      try writer.append(Deflation.header)
      var trailer = Deflation.Trailer()
      while let block = ordered.receive() {
        guard let deflated = deflated(block) else { return nil }
        try writer.append(deflated.bytes)
        trailer.add(deflated)
        isWhole = block.isLast
      }
      try writer.append(trailer.bytes)
    case .zstd:
      let zstd = try ZstdStream()
      while let block = ordered.receive() {
        try writer.append(try zstd.compress(block.chunk.bytes, isLast: block.isLast))
        isWhole = block.isLast
      }
    }
    return isWhole ? try writer.finish(expecting: nil, size: nil) : nil
  }
}
