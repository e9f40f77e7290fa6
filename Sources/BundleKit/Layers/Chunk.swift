// SPDX-License-Identifier: Apache-2.0

/// A piece of a stream that several threads look at; its memory goes back to the pool with the last of them.
final class Chunk: @unchecked Sendable {
  let base: UnsafeMutableRawPointer
  /// Set before it is sent, never after.
  var count = 0
  private let pool: ChunkPool

  init(_ base: UnsafeMutableRawPointer, _ pool: ChunkPool) {
    self.base = base
    self.pool = pool
  }

  deinit { pool.give(base) }

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }
}

/// Memory for chunks, used again: fresh pages cost more than the copying they save.
final class ChunkPool: @unchecked Sendable {
  /// Small enough for a second-level cache: what one thread inflates, the next hashes and writes while it is there.
  static let size = 256 << 10
  private let lock = Lock()
  private var free: [UnsafeMutableRawPointer] = []

  deinit { for base in free { base.deallocate() } }

  func take() -> Chunk {
    let base = lock.with { free.popLast() }
    return Chunk(base ?? .allocate(byteCount: ChunkPool.size, alignment: 4096), self)
  }

  func give(_ base: UnsafeMutableRawPointer) { lock.with { free.append(base) } }
}
