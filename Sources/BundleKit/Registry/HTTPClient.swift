// SPDX-License-Identifier: Apache-2.0
internal import CCurl
internal import CapsulePlan
internal import Kernel

/// How connections are made.
struct HTTPSettings: Sendable {
  /// Certificates and names are checked.
  var verifies = true
  /// PEM texts of authorities to trust beside the system's.
  var authorities: [UInt8] = []
  /// Paths of a certificate of our own and its key.
  var clientCertificate: (certificate: String, key: String)?
}

/// One request.
struct HTTPRequest {
  enum Body {
    case none
    case bytes([UInt8])
    /// So many bytes of an open file from an offset on.
    case file(Int32, offset: Int64, size: Int64)
  }

  var method: String
  var url: String
  /// `Name: value`.
  var headers: [String] = []
  var body = Body.none
  /// Takes the content of a successful answer; without it, the answer keeps it, up to 4 MiB.
  var sink: ((_ status: Int, _ bytes: UnsafeRawBufferPointer) throws(Failure) -> Void)?
}

/// The answer to a request, whatever its status.
struct HTTPResponse {
  var status: Int
  /// Names in lower case, of the last answer when there were redirections.
  var headers: [(name: String, value: String)]
  var body: [UInt8]

  func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

/// No answer came.
struct HTTPFailure: Error {
  /// libcurl's words, or what went wrong on our side.
  var failure: Failure
  /// It may go better next time: the connection failed or broke off.
  var isTransient: Bool
  /// The other side does not speak TLS, or nobody is there.
  var isPlain = false
}

/// A connection to one server through libcurl (docs/adr/0002), used by one thread at a time and kept open between requests.
final class HTTPClient {
  private let handle: UnsafeMutableRawPointer?
  /// Whether the last request got no whole answer, and may get one next time.
  private(set) var brokeOff = false
  /// Why there is no libcurl; nil when there is.
  private static let problem: String? = ccurl_start().map { String(cString: $0) }

  init(_ settings: HTTPSettings) {
    handle = HTTPClient.problem == nil ? ccurl_new() : nil
    if handle != nil { configure(settings) }
  }

  private func configure(_ settings: HTTPSettings) {
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_FOLLOWLOCATION, 1)
    set(CURLOPT_MAXREDIRS, 10)
    set(CURLOPT_CONNECTTIMEOUT, 30)
    // Slower than a byte a second for a minute is broken.
    set(CURLOPT_LOW_SPEED_LIMIT, 1)
    set(CURLOPT_LOW_SPEED_TIME, 60)
    ccurl_set_text(handle, CURLOPT_USERAGENT, "capsule-oci-bundle/" + productVersion)
    if !settings.verifies {
      set(CURLOPT_SSL_VERIFYPEER, 0)
      set(CURLOPT_SSL_VERIFYHOST, 0)
    } else if !settings.authorities.isEmpty {
      _ = settings.authorities.withUnsafeBytes { ccurl_set_blob(handle, CURLOPT_CAINFO_BLOB, $0.baseAddress, $0.count) }
    }
    if let pair = settings.clientCertificate {
      ccurl_set_text(handle, CURLOPT_SSLCERT, pair.certificate)
      ccurl_set_text(handle, CURLOPT_SSLKEY, pair.key)
    }
  }

  deinit { if handle != nil { ccurl_free(handle) } }

  private func set(_ option: CURLoption, _ value: Int) { ccurl_set_long(handle, option, value) }

  /// Performs a request; redirections are followed, to https only when it began with that, and without our credentials
  /// to another host (libcurl does that since 7.58).
  func perform(_ request: HTTPRequest) throws(HTTPFailure) -> HTTPResponse {
    if handle == nil {
      let failure = Failure(
        .system, "\(request.method) \(request.url.prefix { $0 != "?" }): \(HTTPClient.problem ?? "no memory")",
        hint: "bundle needs libcurl for HTTP: Debian has it in libcurl4")
      throw HTTPFailure(failure: failure, isTransient: false)
    }
    let transfer = HTTPTransfer(handle, request)
    brokeOff = false
    let context = Unmanaged.passUnretained(transfer).toOpaque()
    ccurl_set_text(handle, CURLOPT_URL, request.url)
    let protocols = request.url.hasPrefix("https:") ? "https" : "http,https"
    ccurl_set_text(handle, CURLOPT_PROTOCOLS_STR, protocols)
    ccurl_set_text(handle, CURLOPT_REDIR_PROTOCOLS_STR, protocols)
    var list: UnsafeMutablePointer<curl_slist>?
    // Otherwise large uploads wait for a leave that many registries do not give.
    for header in request.headers + ["Expect:"] { list = ccurl_append(list, header) }
    defer { ccurl_free_list(list) }
    ccurl_set_list(handle, CURLOPT_HTTPHEADER, list)
    let (isUpload, isHead) = (transfer.uploadSize != nil, request.method == "HEAD")
    set(CURLOPT_NOBODY, isHead ? 1 : 0)
    set(CURLOPT_UPLOAD, isUpload ? 1 : 0)
    if !isHead, !isUpload { set(CURLOPT_HTTPGET, 1) }
    ccurl_set_size(handle, CURLOPT_INFILESIZE_LARGE, curl_off_t(transfer.uploadSize ?? -1))
    ccurl_set_text(handle, CURLOPT_CUSTOMREQUEST, isHead || request.method == "GET" ? nil : request.method)
    ccurl_set_data_function(handle, CURLOPT_WRITEFUNCTION, HTTPTransfer.onBody)
    ccurl_set_data_function(handle, CURLOPT_HEADERFUNCTION, HTTPTransfer.onHeader)
    ccurl_set_data_function(handle, CURLOPT_READFUNCTION, HTTPTransfer.onRead)
    ccurl_set_seek_function(handle, HTTPTransfer.onSeek)
    for option in [CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_READDATA, CURLOPT_SEEKDATA] {
      ccurl_set_pointer(handle, option, context)
    }
    let code = withExtendedLifetime(transfer) { ccurl_perform(handle) }
    if let failure = transfer.failure { throw HTTPFailure(failure: failure, isTransient: false) }
    guard code == CURLE_OK else {
      let failure = HTTPClient.failure(code, request)
      brokeOff = failure.isTransient
      throw failure
    }
    return HTTPResponse(status: ccurl_status(handle), headers: transfer.headers, body: transfer.body)
  }

  private static func failure(_ code: CURLcode, _ request: HTTPRequest) -> HTTPFailure {
    let host = request.url.prefix { $0 != "?" }
    var failure = Failure(
      .registry, "\(request.method) \(host): \(String(cString: ccurl_words(code)).lowercased())")
    switch code {
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR:
      failure.hint =
        "its certificate is not trusted: --cert-dir names a folder with the authority's, --tls-verify=false does without"
      return HTTPFailure(failure: failure, isTransient: false)
    case CURLE_SSL_CONNECT_ERROR, CURLE_COULDNT_CONNECT:
      return HTTPFailure(failure: failure, isTransient: true, isPlain: true)
    case CURLE_OPERATION_TIMEDOUT, CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_SEND_ERROR,
      CURLE_GOT_NOTHING, CURLE_HTTP2, CURLE_HTTP2_STREAM:
      return HTTPFailure(failure: failure, isTransient: true)
    default: return HTTPFailure(failure: failure, isTransient: false)
    }
  }
}
