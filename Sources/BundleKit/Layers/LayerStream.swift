// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel
internal import LinuxABI
package import OCI

/// How long the stages of unpacking worked, in nanoseconds of their threads' wall time without waiting for each other.
package struct LayerTimings: Sendable {
  package var read: Int64 = 0
  package var hashBlob: Int64 = 0
  package var inflate: Int64 = 0
  package var hashTar: Int64 = 0
  package var write: Int64 = 0
  package init() {}

  package static func + (a: LayerTimings, b: LayerTimings) -> LayerTimings {
    var sum = a
    sum.read += b.read
    sum.hashBlob += b.hashBlob
    sum.inflate += b.inflate
    sum.hashTar += b.hashTar
    sum.write += b.write
    return sum
  }
}

/// What a blob turned out to be, read to its end.
struct LayerStreamResult: Sendable {
  var blob: Digest
  var blobSize: Int64
  var diffID: Digest
  var tarSize: Int64
  var compression: LayerCompression
  var hasTrailingGarbage: Bool
  var timings: LayerTimings
}

/// A blob being read, hashed and inflated by one thread, its tar archive hashed by a second, for a third to unpack.
///
/// Both digests are of everything, also of what stands behind the archive's end.
final class LayerStream: Sendable {
  /// The tar archive in pieces; whoever receives has to go on to the end, or `cancel`.
  let archive = Channel<Chunk>(capacity: 16)
  private let hashed = Channel<Chunk>(capacity: 16)

  /// Starts the threads and lets `body` unpack from `archive` meanwhile; `blob` is read from where it stands.
  ///
  /// `limit`: bytes that the archive may have.
  static func with<Value>(
    _ blob: Int32, algorithms: (blob: Digest.Algorithm, tar: Digest.Algorithm), limit: Int64?, progress: ProgressTask,
    _ body: (LayerStream) throws(Failure) -> Value
  ) throws(Failure) -> (Value, LayerStreamResult) {
    let stream = LayerStream()
    let reader = try Worker { () throws(Failure) in
      do throws(Failure) {
        return try stream.read(blob, algorithms.blob, limit, progress)
      } catch {
        // Whoever unpacks sees the end of the archive and must not take it for one.
        stream.archive.cancel()
        stream.hashed.cancel()
        throw error
      }
    }
    let hasher = try Worker { () throws(Failure) in stream.hash(algorithms.tar) }
    let outcome: Result<Value, Failure>
    do throws(Failure) {
      outcome = .success(try body(stream))
      // What comes behind the end of the archive is hashed, not unpacked.
      while stream.archive.receive() != nil {}
    } catch {
      outcome = .failure(error)
      stream.archive.cancel()
      stream.hashed.cancel()
    }
    let (tar, tarSize, hashTime) = try hasher.join()
    // A damaged stream is the cause, a truncated archive only what follows from it.
    var result = try reader.join()
    (result.diffID, result.tarSize, result.timings.hashTar) = (tar, tarSize, hashTime)
    return (try outcome.get(), result)
  }

  private func read(
    _ blob: Int32, _ algorithm: Digest.Algorithm, _ limit: Int64?, _ progress: ProgressTask
  ) throws(Failure) -> LayerStreamResult {
    defer {
      archive.finish()
      hashed.finish()
    }
    let pool = ChunkPool()
    var waited: Int64 = 0
    var made: Int64 = 0
    let inflation = Inflation(pool: pool) { chunk in
      let start = Stopwatch.now
      defer { waited += Stopwatch.now - start }
      made += Int64(chunk.count)
      if let limit, made > limit { return false }
      // The hasher first: when the unpacker has given up, so has it.
      return self.hashed.send(chunk) && self.archive.send(chunk)
    }
    let hashing = Hashing(algorithm)
    var timings = LayerTimings()
    let size = 512 << 10
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 4096)
    defer { buffer.deallocate() }
    guard let base = buffer.baseAddress else { throw Failure(.system, "no memory") }
    var goesOn = true
    while goesOn {
      let start = Stopwatch.now
      let count = EntryCalls.read(blob, base, count: size)
      if count < 0 { throw Failure(KernelError("read", "a layer's blob", Errno(Int32(-count))), .store) }
      if count == 0 { break }
      let bytes = UnsafeRawBufferPointer(start: base, count: count)
      let afterRead = Stopwatch.now
      hashing.update(bytes)
      let afterHash = Stopwatch.now
      waited = 0
      goesOn = try inflation.take(bytes)
      timings.read += afterRead - start
      timings.hashBlob += afterHash - afterRead
      timings.inflate += Stopwatch.now - afterHash - waited
      progress.advance(by: count)
    }
    if goesOn { _ = try inflation.finish() }
    if let limit, made > limit { throw LayerWriter.tooLarge(limit) }
    let blobSize = hashing.count
    let digest = hashing.finish()
    return LayerStreamResult(
      blob: digest, blobSize: blobSize, diffID: digest, tarSize: 0, compression: inflation.compression ?? .none,
      hasTrailingGarbage: inflation.hasTrailingGarbage, timings: timings)
  }

  private func hash(_ algorithm: Digest.Algorithm) -> (Digest, Int64, Int64) {
    let hashing = Hashing(algorithm)
    var busy: Int64 = 0
    while let chunk = hashed.receive() {
      let start = Stopwatch.now
      hashing.update(chunk.bytes)
      busy += Stopwatch.now - start
    }
    let count = hashing.count
    return (hashing.finish(), count, busy)
  }
}

/// Time that only goes forward.
enum Stopwatch {
  /// Nanoseconds.
  static var now: Int64 {
    let time = Clock.monotonic()
    return time.seconds * 1_000_000_000 + time.nanoseconds
  }
}

extension LayerTimings {
  /// One line a stage, in milliseconds.
  package var text: String {
    func line(_ name: String, _ time: Int64) -> String { "\(name)\t\(time / 1_000_000) ms\n" }
    return line("read", read) + line("hash blob", hashBlob) + line("inflate", inflate) + line("hash tar", hashTar)
      + line("write", write)
  }
}
