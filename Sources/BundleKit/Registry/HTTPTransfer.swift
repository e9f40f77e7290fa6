// SPDX-License-Identifier: Apache-2.0
internal import CCurl
internal import CapsulePlan
internal import Glibc
internal import OCI

/// One request under way: what libcurl's callbacks work on.
final class HTTPTransfer {
  private let handle: UnsafeMutableRawPointer?
  private let request: HTTPRequest
  private var sent: Int64 = 0
  private(set) var headers: [(name: String, value: String)] = []
  private(set) var body: [UInt8] = []
  /// Why a callback stopped the transfer.
  private(set) var failure: Failure?

  /// Bytes of the body to send; nil when there is none.
  let uploadSize: Int64?

  init(_ handle: UnsafeMutableRawPointer?, _ request: HTTPRequest) {
    self.handle = handle
    self.request = request
    switch request.body {
    // A POST without content says so: Content-Length: 0.
    case .none: uploadSize = ["POST", "PUT", "PATCH"].contains(request.method) ? 0 : nil
    case .bytes(let bytes): uploadSize = Int64(bytes.count)
    case .file(_, _, let size): uploadSize = size
    }
  }

  private static func at(_ context: UnsafeMutableRawPointer?) -> HTTPTransfer? {
    context.map { Unmanaged<HTTPTransfer>.fromOpaque($0).takeUnretainedValue() }
  }

  static let onBody: ccurl_data_function = { bytes, size, count, context in
    guard let transfer = HTTPTransfer.at(context) else { return 0 }
    return transfer.take(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
  }

  private func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let status = ccurl_status(handle)
    do throws(Failure) {
      if let sink = request.sink, status >= 200, status < 300 {
        try sink(status, bytes)
        return true
      }
      // Bodies of redirections are nobody's.
      if status >= 300, status < 400 { return true }
      body.append(contentsOf: bytes)
      guard body.count <= JSONLimits().size else {
        throw Failure(.registry, "\(request.url): an answer of more than \(JSONLimits().size) bytes")
      }
      return true
    } catch {
      failure = error
      return false
    }
  }

  static let onHeader: ccurl_data_function = { bytes, size, count, context in
    guard let transfer = HTTPTransfer.at(context) else { return 0 }
    transfer.takeHeader(String(decoding: UnsafeRawBufferPointer(start: bytes, count: size * count), as: UTF8.self))
    return size * count
  }

  private func takeHeader(_ line: String) {
    if line.hasPrefix("HTTP/") {
      // A new answer: of a redirection's target, or after 100 Continue.
      headers = []
      return
    }
    guard let colon = line.firstIndex(of: ":"), headers.count < 200 else { return }
    let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
    headers.append((line[..<colon].lowercased(), String(value.prefix { !$0.isNewline })))
  }

  static let onRead: ccurl_data_function = { bytes, size, count, context in
    guard let transfer = HTTPTransfer.at(context) else { return Int(CURL_READFUNC_ABORT) }
    return transfer.give(bytes, size * count)
  }

  private func give(_ target: UnsafeMutablePointer<CChar>?, _ room: Int) -> Int {
    let count = min(room, Int((uploadSize ?? 0) - sent))
    guard count > 0, let target else { return 0 }
    var given = 0
    switch request.body {
    case .none: return 0
    case .bytes(let bytes):
      bytes.withUnsafeBytes { all in
        let next = UnsafeRawBufferPointer(rebasing: all[Int(sent)..<Int(sent) + count])
        UnsafeMutableRawBufferPointer(start: target, count: count).copyMemory(from: next)
      }
      given = count
    case .file(let number, let offset, _):
      given = pread(number, target, count, off_t(offset + sent))
      if given <= 0 {
        failure = Failure(.store, "a blob is shorter than it was")
        return Int(CURL_READFUNC_ABORT)
      }
    }
    sent += Int64(given)
    return given
  }

  /// The body is wanted again, after a redirection or a broken connection.
  static let onSeek: ccurl_seek_function = { context, offset, origin in
    guard let transfer = HTTPTransfer.at(context), origin == SEEK_SET else { return CURL_SEEKFUNC_CANTSEEK }
    transfer.sent = Int64(offset)
    return CURL_SEEKFUNC_OK
  }
}
