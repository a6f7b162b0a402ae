"""What 公众号 and 企业微信 have in common: signatures, encryption, XML, access tokens, the five-second rule.

`codec` signs and seals, `xml_text` reads and writes their XML, `callback` opens a request and writes its answer,
`passive` holds to the five seconds, `api` speaks to their servers.
"""
