// SPDX-License-Identifier: Apache-2.0

/// Reads the value of `RUN --device`: `NAME[,required]`, or `name=NAME`.
extension RunDevice {
  init(parsing option: String) throws(BuildError) {
    self.init()
    for field in try CSV.fields(option) {
      let pair = field.cut(at: "=")
      switch (pair?.before ?? field).lowercased() {
      case "required":
        guard let answer = pair.map({ Boolean.parse($0.after) }) ?? true else {
          throw BuildError(.flag, "--device: required is not true or false")
        }
        isRequired = answer
      case "name":
        guard name.utf8.isEmpty else { throw BuildError(.flag, "--device: the device is named twice") }
        name = pair?.after ?? field
      default:
        guard name.utf8.isEmpty else {
          throw BuildError(.flag, "--device: unexpected field \(BuildError.quoted(field)); name and required are known")
        }
        name = field
      }
    }
  }
}
