-- http-request lua.keystead <URL of /auth, with what is required>
--
-- Shows the request's credentials to Keystead. The request goes on, with the headers by which Keystead says who sends it,
-- or ends here. Whatever is not a clear yes is a no.

-- For each try, of which HAProxy makes up to four.
local timeout_ms = 500

local function refuse(txn, status, headers, body)
  txn:done(txn:reply({ status = status, headers = headers, body = body }))
end

-- The value of a header that was sent once; nil for none, and for several, of which it is not clear which one counts.
local function only_value(headers, name)
  local values = headers[name]
  if values ~= nil and values[1] == nil then
    return values[0]
  end
end

core.register_action("keystead", { "http-req" }, function(txn, url)
  local request = txn.http:req_get_headers()
  local asking = {
    ["authorization"] = { only_value(request, "authorization") },
    ["user-agent"] = { only_value(request, "user-agent") },
    ["x-forwarded-for"] = { txn.f:src() },
  }
  local answer = core.httpclient():get({ url = url, headers = asking, timeout = timeout_ms })

  if answer.status == 200 then
    for name, values in pairs(answer.headers) do
      if name:sub(1, 11) == "x-keystead-" then
        txn.http:req_set_header(name, values[0])
      end
    end
  elseif answer.status == 401 or answer.status == 403 then
    refuse(txn, answer.status, {
      ["www-authenticate"] = { only_value(answer.headers, "www-authenticate") },
      ["content-type"] = { only_value(answer.headers, "content-type") },
      ["cache-control"] = { "no-store" },
    }, answer.body)
  else
    refuse(txn, 503, { ["cache-control"] = { "no-store" } }, "")
  end
end, 1)
