"""Settings of the pages with every value set, and characters that markup must escape."""

OPERATOR = {
    "BRAND_NAME": 'Volt & Sons "<West>"',
    "SUPPORT_PHONE": "+1 616 555 0134",
    "NO_SHOW_TEXT": "The port is held for 15 minutes.",
    "PRICE_TEXT": "Charging costs $0.45 per kWh.",
    "DRIVER_APP_LINKS": "App Store=https://apps.example/ios, Google Play=https://apps.example/android",
    "API_ORIGIN": "https://api.example/",
}
