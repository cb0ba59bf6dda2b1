import app
print(app.main())
